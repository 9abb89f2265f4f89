import type { FamilyName } from 'blup';

/** A data set that comes with the page, and the model to begin with. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly formula: string;
  /** Distribution of the response; default a linear model. */
  readonly family?: FamilyName;
  /** Two or three sentences: whose data, what is asked. */
  readonly about: string;
  /** Further models worth a look. */
  readonly models: readonly { readonly label: string; readonly formula: string }[];
}

export const examples: readonly Example[] = [
  {
    name: 'hsb',
    title: 'High School and Beyond',
    formula: 'mathach ~ meanses*cses + sector*cses + (cses | school)',
    about:
      '7,185 pupils in 160 American high schools, 1982. Does achievement depend on social background, and is that slope the same in every school? The example of Raudenbush and Bryk (2002), chapter 4.',
    models: [
      { label: 'Schools alone', formula: 'mathach ~ 1 + (1 | school)' },
      { label: 'Means as outcomes', formula: 'mathach ~ meanses + (1 | school)' },
      { label: 'Random slopes', formula: 'mathach ~ cses + (cses | school)' },
      {
        label: 'Slopes as outcomes',
        formula: 'mathach ~ meanses*cses + sector*cses + (cses | school)',
      },
      {
        label: 'Level equations',
        formula:
          'level 1: mathach = b0 + b1*cses + r\nlevel 2 (school): b0 = g00 + g01*sector + u0\n                  b1 = g10 + g11*sector + u1',
      },
    ],
  },
  {
    name: 'sleepstudy',
    title: 'Sleep deprivation',
    formula: 'Reaction ~ Days + (Days | Subject)',
    about:
      'Reaction times (ms) of 18 people on ten days of too little sleep: repeated measures, a line for each person. Belenky et al. (2003).',
    models: [
      { label: 'Intercepts', formula: 'Reaction ~ Days + (1 | Subject)' },
      { label: 'Slopes', formula: 'Reaction ~ Days + (Days | Subject)' },
      { label: 'Uncorrelated', formula: 'Reaction ~ Days + (Days || Subject)' },
    ],
  },
  {
    name: 'eclsk',
    title: 'Kindergarten reading (simulated)',
    formula: 'reading ~ ses + (ses | school)',
    about:
      '11,091 pupils in 742 schools of 10 to 25, drawn at random with parameters as estimated from the Early Childhood Longitudinal Study. Small schools: much shrinkage.',
    models: [
      { label: 'Schools alone', formula: 'reading ~ 1 + (1 | school)' },
      {
        label: 'Within and between',
        formula: 'reading ~ gcenter(ses, school) + gmean(ses, school) + (1 | school)',
      },
      { label: 'Random slopes', formula: 'reading ~ ses + (ses | school)' },
    ],
  },
  {
    name: 'growth',
    title: 'Growth in three levels (simulated)',
    formula: 'math ~ year + (year | school) + (year | child)',
    about:
      'Mathematics of 1,440 children in 60 schools, each seen up to six times, drawn at random: years within children within schools.',
    models: [
      { label: 'Intercepts', formula: 'math ~ year + (1 | school/child)' },
      { label: 'Slopes', formula: 'math ~ year + (year | school) + (year | child)' },
      {
        label: 'Poverty of schools',
        formula: 'math ~ year*lowinc + (year | school) + (year | child)',
      },
    ],
  },
  {
    name: 'penicillin',
    title: 'Penicillin, crossed factors',
    formula: 'diameter ~ 1 + (1 | plate) + (1 | sample)',
    about:
      'Six samples of penicillin on each of 24 plates, and the zone (mm) in which nothing grows: two crossed grouping factors. Davies and Goldsmith (1972).',
    models: [
      { label: 'Both factors', formula: 'diameter ~ 1 + (1 | plate) + (1 | sample)' },
      { label: 'Plates alone', formula: 'diameter ~ 1 + (1 | plate)' },
    ],
  },
  {
    name: 'contraception',
    title: 'Contraception, yes or no',
    formula: 'use ~ age + I(age^2) + urban + livch + (1 | district)',
    family: 'binomial',
    about:
      '1,934 women in 60 districts of Bangladesh, 1988. Who uses contraception? A yes-or-no response: a logistic model with odds ratios. Huq and Cleland (1990).',
    models: [
      { label: 'Districts alone', formula: 'use ~ 1 + (1 | district)' },
      { label: 'Age, town, children', formula: 'use ~ age + urban + livch + (1 | district)' },
      { label: 'Age curved', formula: 'use ~ age + I(age^2) + urban + livch + (1 | district)' },
      {
        label: 'Towns by district',
        formula: 'use ~ age + I(age^2) + urban + livch + (urban | district)',
      },
    ],
  },
];

export function exampleNamed(name: string): Example | undefined {
  return examples.find((example) => example.name === name);
}
