import { readTable } from '../../src/table/read-file.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { lmList } from '../../src/linear/lm-list.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { test } from 'vitest';
test('x', () => {
const hsb = readTable('web-demo/data/hsb.csv');
const l = lmList('mathach ~ cses | school', hsb);
let r = levelResiduals(lmer('mathach ~ 1 + (1|school)', hsb));
let c = r.groups[0].coefficients[0]; console.log(c.reliability, c.between, c.rows[0], c.rows[0].estimate/c.rows[0].ols!);
const t0 = performance.now();
r = levelResiduals(lmer('mathach ~ cses + (cses|school)', hsb));
for (const c of r.groups[0].coefficients) {console.log(c.reliability, c.between, c.rows[0]);}
console.log(l.fits[0].estimates);
r = levelResiduals(lmer('mathach ~ sector*cses + meanses + (cses|school)', hsb)); console.log(r.groups[0].coefficients[1].rows[0]);
const eg = readTable('test/reference/data/egsingle.csv'); console.log(eg.names.join());
const m = lmer('math ~ year + (year|childid) + (year|schoolid)', eg);
const t1 = performance.now();
r = levelResiduals(m);
console.log(performance.now()-t1);
for (const g of r.groups) for (const c of g.coefficients) console.log(g.group, c.name, c.reliability, c.between, c.rows[0]);
});
