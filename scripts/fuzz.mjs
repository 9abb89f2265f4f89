// Random formulas, level equations and CSV texts against the parsers, and random formulas against a whole fit:
//
//     node scripts/fuzz.mjs [count = 1000000] [seed = 1]        after npm run build
//
// An input may be read or refused by a BlupError. Anything else is printed with the input, and ends with status 1: another
// error, more than 3 s of the processor, a change of a built-in prototype, a formula whose printed form is another formula, or
// a table that is read as another than was written. A million inputs take about five minutes of one core.
import { BlupError, deparseFormula, lmer, parseCsv, parseFormula, readFormula } from 'blup';

const count = Number(process.argv[2] ?? 1_000_000);
let state = Number(process.argv[3] ?? 1) >>> 0;

/** Uniform numbers in [0, 1) (mulberry32). */
function uniform() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const whole = (below) => Math.floor(uniform() * below);
const one = (list) => list[whole(list.length)];
const many = (most, make) => Array.from({ length: whole(most + 1) }, make).join('');

const strange = [
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udc00',
  '😀',
  'é',
  'e\u0301',
  '\t',
  '\r',
  '\n',
  '\\',
  '\x7f',
  '٣',
  '²',
  'ß',
];
const names = [
  'y',
  'x',
  'z',
  'g',
  'h',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '`a b`',
  '.',
  'β',
  '_',
];
const words = [
  ...names,
  ...names,
  '1',
  '0',
  '-1',
  '2L',
  '1e3',
  '0x1F',
  '1e999',
  '.5',
  "'a'",
  '"b"',
  'TRUE',
  'NA',
  '+',
  '-',
  '*',
  '/',
  ':',
  '^',
  '**',
  '%in%',
  '%%',
  '%/%',
  '|',
  '||',
  '~',
  '(',
  ')',
  ',',
  '=',
  '==',
  '!',
  '&',
  '<=',
  'I(',
  'log(',
  'poly(',
  'ns(',
  'bs(',
  'factor(',
  'scale(',
  'cut(',
  'offset(',
  'gmean(',
  'relevel(',
  'eval(',
  ' ',
];
const equationWords = [
  'level 1:',
  'level 2 (g):',
  'level 3 (h):',
  '\n',
  ';',
  '=',
  '+',
  '*',
  'b0',
  'b1',
  'g00',
  'g10',
  'u0',
  'u1',
  'r',
  'y',
  'x',
  '\\beta_{0j}',
  'β₀ⱼ',
  '\\gamma',
  'uncorrelated',
  '⟂',
  '(',
  ')',
  '[',
  ']',
  '~ N(0, 1)',
  'combined:',
  ',',
  '__proto__',
  ' ',
];
const formulas = [
  'y ~ x + (x | g)',
  'log(y) ~ poly(x, 2) * z + (1 | g/h)',
  'y ~ (x + z)^2 + (0 + x || g) + (1 | h)',
  'y ~ . - z + (1 | g:h)',
  'I(y^2) ~ ns(x, 3) + offset(z) + (1 | g)',
  'y ~ relevel(g, ref = "a") + x %in% z + (1 | h)',
  'y ~ cut(x, 3) + scale(z) + (1 | g)',
];
const equations = [
  'level 1: y = b0 + b1*x + r; level 2 (g): b0 = g00 + g01*z + u0; b1 = g10 + u1',
  'Level 1: y_ij = \\beta_{0j} + \\beta_{1j} x_{ij} + r_{ij}\nLevel 2 (g): \\beta_{0j} = \\gamma_{00} + u_{0j}\n\\beta_{1j} = \\gamma_{10}',
];
const tables = [
  'y,x,g\n1,2,a\n3,4,b\n5,,a\n',
  'id;"na ""me";z\r\n1;"a;b";TRUE\r\n2;"line\r\nend";F\r\n',
  'a\tb\n1e5\t0x10\n-.5\tNA\n',
];
const cells = [
  '1',
  '-2.5',
  '1e400',
  'NA',
  'NaN',
  'TRUE',
  'T',
  '',
  '""',
  '"a,b"',
  '"',
  '""""',
  'text',
  '__proto__',
  'constructor',
  ' 7 ',
  '0x1p3',
  'Inf',
];
const marks = [',', ',', ';', '\t', '\n', '\n', '\r\n', '\r', '"', '|'];

/** The text with a few places changed: left out, doubled, exchanged, or filled with other text. */
function mutated(text, other) {
  let result = text;
  for (let edits = 1 + whole(4); edits > 0; edits--) {
    const at = whole(result.length + 1);
    const end = Math.min(result.length, at + whole(6));
    const middle = one([
      () => '',
      () => one(other),
      () => one(strange),
      () => result.slice(at, end).repeat(2),
      () => result.slice(whole(at + 1), at),
    ])();
    result = result.slice(0, at) + middle + result.slice(end);
  }
  return result;
}

/** Whole numbers from 0, small ones as often as large ones of each order of magnitude. */
const anyOrder = (digits) => Math.floor(10 ** (uniform() * digits)) - 1;

function nested() {
  const depth = anyOrder(4.5);
  const [open, close] = one([
    ['(', ')'],
    ['I(', ')'],
    ['-', ''],
    ['!', ''],
    ['x^', ''],
    ['(1|', ')'],
  ]);
  return `y ~ ${open.repeat(depth)}x${close.repeat(depth)} + (1 | g)`;
}

/** An expression by the grammar, mostly one that can be read. */
function expression(depth) {
  if (depth === 0)
    return one(['x', 'z', 'h', 'g', 'y', '`a b`', 'β', 'constructor', '`__proto__`', '_', '1']);
  const part = () => expression(depth - 1 - whole(depth));
  return one([
    () => `${part()} ${one(['+', '-', '*', ':', '%in%', '/'])} ${part()}`,
    () => `(${part()} + ${part()})^${1 + whole(4)}`,
    () => `${one(['log', 'I', 'scale', 'factor', 'sqrt', 'center', 'ordered'])}(${part()})`,
    () =>
      `${one(['poly', 'ns', 'bs'])}(${one(['x', 'z', 'x + z'])}, ${one(['2', '3', 'df = 4', 'degree = 2', '0', 'x'])})`,
    () => `I(${part()} ${one(['+', '-', '*', '/', '^', '%%', '==', '<', '&', '|'])} ${part()})`,
    () => `cut(${part()}, ${one(['3', 'c(0, 1, 2)', 'breaks = 4'])})`,
    () => `-${part()}`,
    () => `(${part()})`,
  ])();
}

const grammatical = () => {
  const bar = one(['|', '|', '||']);
  const group = one(['g', 'h', 'g/h', 'g:h', 'h + g', 'g/h/x']);
  return `${one(['y', 'log(y)', 'I(y^2)', 'cbind(x, z)'])} ~ ${expression(whole(5))} + (${expression(whole(3))} ${bar} ${group})`;
};

/** Many terms, distinct or the same, to ten thousand and more. */
const long = () => {
  const word = one([() => one(words), (_, i) => `x${i}`, () => expression(1), () => one(formulas)]);
  return `y ~ ${Array.from({ length: anyOrder(3.5) }, word).join(one([' + ', ' + ', ':', ' ', '*']))}`;
};

const formulaText = () =>
  one([
    grammatical,
    grammatical,
    () => mutated(grammatical(), words),
    () => (uniform() < 0.02 ? long() : grammatical()),
    () => many(12, () => one(words)),
    () => `y ~ ${many(10, () => one(words))} + (1 | g)`,
    () => mutated(one(formulas), words),
    () => mutated(one(formulas), words),
    nested,
    () => many(30, () => String.fromCharCode(whole(uniform() < 0.8 ? 128 : 65536))),
  ])();

const equationText = () =>
  one([
    () => `level 1: ${many(20, () => one(equationWords))}`,
    () => mutated(one(equations), equationWords),
  ])();

const csvText = () =>
  one([
    () => many(40, () => (uniform() < 0.5 ? one(cells) : one(marks))),
    () => `a,b,c\n${many(20, () => `${one(cells)},${one(cells)},${one(cells)}\n`)}`,
    () => mutated(one(tables), [...cells, ...marks]),
    () => many(60, () => String.fromCharCode(whole(uniform() < 0.8 ? 128 : 65536))),
  ])();

const headerNames = [
  'y',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a b',
  'β',
  ',',
  '"',
  'NA',
  '1',
];

/**
 * A table of unlike columns with any names, and its text with every cell in quotes; now and then a wide or a long one. Line ends
 * are line feeds, as which all are read, and NUL characters are not among its texts, since those are refused.
 */
function writtenTable() {
  const large = uniform() < 0.002;
  const anyText = (most) =>
    many(most, () => one([...strange, ...cells, ...marks]))
      .replace(/\r\n?/g, '\n')
      .replaceAll('\0', '');
  const rows = 1 + whole(large ? 400 : 6);
  const names = new Set(
    Array.from({ length: 1 + whole(large ? 400 : 6) }, (_, j) =>
      uniform() < 0.3 ? one(headerNames) : `n${j}${anyText(2)}.`,
    ),
  );
  const columns = [...names].map((name) => {
    const make =
      uniform() < 0.5
        ? () => one([whole(100), uniform(), -1e300 * uniform(), 5e-324, Number.NaN])
        : () => `t${anyText(3)}.`;
    return { name, values: Array.from({ length: rows }, make) };
  });
  const delimiter = one([',', ';', '\t']);
  const end = one(['\n', '\r\n', '\r']);
  const quoted = (value) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = [
    columns.map(({ name }) => quoted(name)),
    ...Array.from({ length: rows }, (_, i) => columns.map(({ values }) => quoted(values[i]))),
  ];
  const text = lines.map((line) => line.join(delimiter)).join(end);
  return { columns, text, delimiter };
}

function sameTable({ columns, text, delimiter }) {
  const table = parseCsv(text, { delimiter });
  columns.forEach(({ name, values }, j) => {
    const column = table.columns.get(name);
    const read = (i) =>
      column?.kind === 'factor' ? column.levels[column.codes[i]] : column?.values[i];
    if (table.names[j] !== name || !values.every((value, i) => Object.is(read(i), value)))
      throw new Error(`column ${JSON.stringify(name)} is read as another`);
  });
}

const n = 24;
const column = () => Array.from({ length: n }, () => uniform() * 10 - 5);
const data = {
  y: column(),
  x: column(),
  z: column(),
  'a b': column(),
  β: column(),
  _: column(),
  g: Array.from({ length: n }, (_, i) => 'abcd'[i % 4]),
  h: Array.from({ length: n }, (_, i) => 'pqrst'[i % 5]),
  constructor: column(),
  toString: column(),
  ['__proto__']: column(),
};

function sameAgain(text) {
  const formula = parseFormula(text);
  const printed = deparseFormula(formula);
  const again = deparseFormula(parseFormula(printed));
  if (again !== printed) throw new Error(`printed as ${printed}, which is printed as ${again}`);
}

const terms = [
  'x',
  'z',
  'h',
  'g',
  'x:z',
  'x * h',
  'g:h',
  '0',
  '1',
  'I(x^2)',
  'poly(x, 2)',
  'ns(z, 3)',
  'bs(x)',
  'log(x)',
  'sqrt(abs(z))',
  'scale(x)',
  'cut(z, 3)',
  'factor(h)',
  'ordered(g)',
  'relevel(h, ref = "q")',
  'offset(z)',
  'offset(1e300 * x)',
  'constructor',
  'toString',
  '`a b`',
  '__proto__',
  'gmean(x, g)',
  'gcenter(z, h)',
  '(x + z)^2',
  'x %in% h',
  '.',
  'I(1/0)',
  'I(x * 1e200)',
  'exp(100 * x)',
];
const bars = [
  '(1 | g)',
  '(x | g)',
  '(0 + x | h)',
  '(x || g)',
  '(1 | g/h)',
  '(1 | g:h)',
  '(h | g)',
  '(poly(x, 2) | g)',
  '(1 | x)',
  '(. | g)',
  '(1 + x + z | h)',
  '(1 | __proto__)',
  '(0 | g)',
  '(1 | g + h)',
];
const modelText = () =>
  `${one(['y', 'y', 'y', 'log(y)', 'I(y - x)', 'x', 'g'])} ~ ${Array.from({ length: 1 + whole(4) }, () => one(terms)).join(one([' + ', ' - ', ' * ', ':']))} + ${one(bars)}${uniform() < 0.3 ? ` + ${one(bars)}` : ''}`;

/** Name, share of the inputs in percent added up, generator, what is run. */
const tasks = [
  ['formula', 45, formulaText, sameAgain],
  ['equations', 60, equationText, readFormula],
  ['csv', 90, csvText, (text) => parseCsv(text)],
  ['table', 98, writtenTable, sameTable],
  [
    'fit',
    100,
    () => (uniform() < 0.7 ? modelText() : mutated(one(formulas), words)),
    (text) => lmer(text, data),
  ],
];
const outcomes = new Map();

function note(key) {
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

const prototypes = [Object, Array, Map, Set, Function, String, Number].map(
  ({ prototype }) => prototype,
);
const ownNames = () =>
  prototypes.reduce((sum, prototype) => sum + Object.getOwnPropertyNames(prototype).length, 0);
const builtIn = ownNames();

function check(what, input, run) {
  const began = process.cpuUsage();
  try {
    run(input);
    note(`${what}: read`);
  } catch (error) {
    if (!(error instanceof BlupError)) return error.stack ?? String(error);
    note(`${what}: ${error.code}`);
  }
  const { user, system } = process.cpuUsage(began);
  if (user + system > 3e6) return `took ${(user + system) / 1e6} s`;
  if (ownNames() !== builtIn) return 'a built-in prototype has changed';
  return undefined;
}

for (let i = 0; i < count; i++) {
  const pick = uniform() * 100;
  const [what, , make, run] = tasks.find(([, below]) => pick < below);
  const input = make();
  const wrong = check(what, input, run);
  if (wrong !== undefined) {
    process.stderr.write(`input ${i}, ${what}: ${JSON.stringify(input)}\n${wrong}\n`);
    process.exit(1);
  }
}
for (const [key, times] of [...outcomes].sort()) process.stdout.write(`${key} ${times}\n`);
