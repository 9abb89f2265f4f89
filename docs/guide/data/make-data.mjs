// Makes the simulated data of the guide, the same bytes every time: node docs/guide/data/make-data.mjs, after npm run build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomStream, simulateDesign } from 'blup';

const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url));

function write(name, columns) {
  const names = Object.keys(columns);
  const lines = columns[names[0]].map((_, i) => names.map((key) => columns[key][i]).join(','));
  writeFileSync(`${folder}/${name}`, `${[names.join(','), ...lines].join('\n')}\n`);
}

/** Pupils of `count` groups: the names of the groups, each with `from` to `to` pupils. */
function pupilsOf(prefix, count, from, to, stream) {
  return Array.from({ length: count }, (_, j) => {
    const size = from + Math.floor((to - from + 1) * stream.uniform());
    return new Array(size).fill(prefix + String(j + 1).padStart(2, '0'));
  }).flat();
}

/** The first half of the pupils of each group is treated. */
function treatedWithin(groups) {
  const seen = new Map();
  const size = new Map();
  for (const group of groups) size.set(group, (size.get(group) ?? 0) + 1);
  return groups.map((group) => {
    const place = seen.get(group) ?? 0;
    seen.set(group, place + 1);
    return place < size.get(group) / 2 ? 1 : 0;
  });
}

function twoClassrooms() {
  const stream = randomStream(1);
  const classroom = [...new Array(24).fill('A'), ...new Array(21).fill('B')];
  const hours = classroom.map((c) =>
    Math.max(0, Math.round(5 + (c === 'B') + 2 * stream.normal())),
  );
  const score = classroom.map((c, i) => {
    const mean = c === 'A' ? 50 + 2 * (hours[i] - 5) : 56 + 3 * (hours[i] - 5);
    return (mean + 6 * stream.normal()).toFixed(1);
  });
  write('classrooms.csv', { classroom, hours, score });
}

function multisiteTrial() {
  const stream = randomStream(2);
  const site = pupilsOf('S', 30, 16, 36, stream);
  const treated = treatedWithin(site);
  const { values } = simulateDesign(
    'score ~ treated + (treated | site)',
    { site, treated },
    {
      beta: { '(Intercept)': 50, treated: 3 },
      sd: { '(Intercept)|site': 4, 'treated|site': 2 },
      cor: { 'treated.(Intercept)|site': -0.3 },
      sigma: 9,
      seed: 2,
    },
  );
  write('multisite.csv', { site, treated, score: Array.from(values, (y) => y.toFixed(1)) });
}

function clusterTrial() {
  const stream = randomStream(3);
  const school = pupilsOf('C', 40, 15, 25, stream);
  const treated = school.map((name) => Number(name.slice(1)) % 2);
  const level = new Map(school.map((name) => [name, 3 * stream.normal()]));
  const pretest = school.map((name) => Math.round(50 + level.get(name) + 8 * stream.normal()));
  const columns = { school, treated, pretest };
  const { values } = simulateDesign('score ~ treated + pretest + (1 | school)', columns, {
    beta: { '(Intercept)': 22, treated: 3, pretest: 0.6 },
    sd: { school: 3 },
    sigma: 7,
    seed: 3,
  });
  write('clusters.csv', { ...columns, score: Array.from(values, (y) => y.toFixed(1)) });
}

twoClassrooms();
multisiteTrial();
clusterTrial();
