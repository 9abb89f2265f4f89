import type { Column } from 'blup';
import { numbered } from '../../../bench/generators.ts';
import { random } from '../../../bench/random.ts';

/**
 * Children within schools, seen each year, with variances of about the size that the growth example of Raudenbush and Bryk (2002,
 * chapter 8) has. 60 schools of 24 children; about one visit in six is missed.
 */
export function growth(): Readonly<Record<string, Column>> {
  const r = random(8);
  const [schools, perSchool] = [60, 24];
  const school: number[] = [];
  const child: number[] = [];
  const year: number[] = [];
  const lowinc: number[] = [];
  const math: number[] = [];
  for (let s = 0; s < schools; s++) {
    const poverty = Math.round(10 * Math.min(100, Math.max(0, 55 + 28 * r.normal()))) / 10;
    const level = 0.3 * r.normal() - 0.008 * (poverty - 55);
    const pace = 0.1 * r.normal() - 0.001 * (poverty - 55);
    for (let c = 0; c < perSchool; c++) {
      const own = 0.8 * r.normal();
      const growthOfChild = 0.1 * (0.5 * (own / 0.8) + Math.sqrt(0.75) * r.normal());
      for (let t = 0; t < 6; t++) {
        const residual = 0.55 * r.normal();
        if (r.uniform() < 1 / 6) continue;
        const at = t - 2.5;
        school.push(s);
        child.push(s * perSchool + c);
        year.push(at);
        lowinc.push(poverty);
        const value = -0.78 + level + own + (0.76 + pace + growthOfChild) * at + residual;
        math.push(Math.round(1000 * value) / 1000);
      }
    }
  }
  const numeric = (values: readonly number[]): Column => ({
    kind: 'numeric',
    values: Float64Array.from(values),
  });
  return {
    school: numbered(Int32Array.from(school), schools),
    child: numbered(Int32Array.from(child), schools * perSchool),
    year: numeric(year),
    math: numeric(math),
    lowinc: numeric(lowinc),
  };
}
