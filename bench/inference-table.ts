import { figure, type ResultTable } from './markdown.ts';
import { modelsNamed } from './models.ts';
import { inTurns, type Repeats, type Side } from './processes.ts';

/** A question about a model, and the tasks (blup-child.ts, lme4.R) that answer it on either side. */
interface Question {
  readonly name: string;
  readonly task: string;
  readonly models: readonly string[];
  /** No counterpart in R that ends within the budget. */
  readonly alone?: boolean;
}

/** One row of the table for each question and model: add a task of one name on both sides, then its line here. */
const questions: readonly Question[] = [
  {
    name: 'fit and summary, Satterthwaite',
    task: 'satterthwaite',
    models: ['sleepstudy', 'hsb', 'eclsk', 'insteval', 'slope200k'],
  },
  {
    name: 'fit and confint(profile), all parameters',
    task: 'profile',
    models: ['sleepstudy', 'hsb'],
  },
  { name: 'fit and 1,000 bootstrap refits', task: 'bootstrap', models: ['sleepstudy'] },
  {
    name: 'fit and 10,000 bootstrap refits',
    task: 'bootstrap10000',
    models: ['eclsk'],
    alone: true,
  },
  {
    name: 'fit and summary, Kenward–Roger',
    task: 'kenward-roger',
    models: ['hsb', 'crossed4k'],
  },
];

/** Inference beside lmerTest, for those of the questions' models that are among `names`. */
export function inferenceTable(names: readonly string[], repeats: Repeats): ResultTable {
  const cases = questions.flatMap((question) =>
    modelsNamed(question.models.filter((name) => names.includes(name))).map((model) => ({
      question,
      model,
    })),
  );
  return {
    title: 'Inference',
    note: 'Seconds from data in memory to the answer, fit included; median in a warm process. R: lmerTest, pbkrtest, bootMer.',
    header: ['question', 'model', 'blup', 'R', 'ratio'],
    rows: cases.map(({ question: { name, task, alone }, model }) => {
      const sides: Side[] = [{ program: 'blup', task }];
      if (alone !== true) sides.push({ program: 'R', task });
      const [blup, r] = inTurns(sides, model, repeats);
      return [
        name,
        model.name,
        figure(blup.seconds),
        figure(r?.seconds),
        figure(r === undefined ? undefined : r.seconds / blup.seconds),
      ];
    }),
  };
}
