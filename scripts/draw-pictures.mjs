// Draws the pictures of README: node scripts/draw-pictures.mjs, after npm run build. A test compares them byte by byte.
import { mkdirSync, writeFileSync } from 'node:fs';
import { lmer } from '../dist/index.js';
import { caterpillarPlot, plotSvg } from '../dist/plot/index.js';
import { readTable } from '../dist/table/read-file.js';

const path = (name) => new URL(`../${name}`, import.meta.url);
const data = readTable(path('web-demo/data/sleepstudy.csv').pathname);
const model = lmer('Reaction ~ Days + (Days | Subject)', data, { dataName: 'sleepstudy' });
mkdirSync(path('docs'), { recursive: true });
writeFileSync(path('docs/caterpillar.svg'), plotSvg(caterpillarPlot(model)));
