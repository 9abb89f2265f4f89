import { describe, expect, it } from 'vitest';
import { designMatrices, fixedDesign } from '../../src/design/design-matrices.ts';
import { modelFrame } from '../../src/frame/model-frame.ts';
import { columnError, reference, referenceTable } from './reference-table.ts';

describe('model matrices and random terms are those of R and lme4', () => {
  it.each(reference.cases)('$data: $formula', (expected) => {
    const frame = modelFrame(expected.formula, referenceTable(expected.data));
    const { fixed, random, y } = designMatrices(frame);
    expect([...frame.rows]).toEqual(expected.rows);
    expect(columnError(y, expected.y)).toBeLessThan(1e-14);
    expect(fixed.names).toEqual(expected.names);
    expect(fixed.assign).toEqual(expected.assign);
    expected.columns.forEach((column, c) => {
      expect(columnError(fixed.columns[c], column), fixed.names[c]).toBeLessThan(1e-12);
    });

    expect(random.map(({ group, names }) => ({ group, names }))).toEqual(
      expected.random.map(({ group, names }) => ({ group, names })),
    );
    expected.random.forEach(({ levels, codes, columns }, t) => {
      expect(random[t].levels).toEqual(levels);
      expect([...random[t].codes]).toEqual(codes);
      columns.forEach((column, c) => {
        expect(columnError(random[t].columns[c], column)).toBeLessThan(1e-12);
      });
    });
  });
});

describe('contrasts other than the default', () => {
  it.each(reference.contrasts)('$formula $contrasts', (expected) => {
    const { data, formula, contrasts } = expected;
    const fixed = fixedDesign(modelFrame(formula, referenceTable(data), { contrasts }));
    expect(fixed.names).toEqual(expected.names);
    expected.columns.forEach((column, c) => {
      expect(columnError(fixed.columns[c], column), fixed.names[c]).toBeLessThan(1e-12);
    });
  });
});

describe('what a design shares', () => {
  const table = referenceTable('tiny');
  const { fixed, random, y } = designMatrices(
    modelFrame('y ~ x * a + I(x^2) + (a * x | g) + (0 + I(x^2) || g) + (1 | g:b)', table),
  );

  it('gives equal expressions one array', () => {
    for (const [t, term] of random.entries()) {
      term.names.forEach((name, c) => {
        const place = fixed.names.indexOf(name === 'aa2:x' ? 'x:aa2' : name);
        expect(term.columns[c], `${t} ${name}`).toBe(fixed.columns[place]);
      });
    }
  });

  it('gives terms on one grouping factor the same codes and levels', () => {
    expect(random[1].codes).toBe(random[0].codes);
    expect(random[1].levels).toBe(random[0].levels);
    expect(random[2].codes).not.toBe(random[0].codes);
  });

  it('does not copy columns of the table', () => {
    const x = table.columns.get('x');
    expect(x?.kind === 'numeric' && x.values).toBe(fixed.columns[1]);
    expect(table.columns.get('y')).toHaveProperty('values', y);
  });
});

describe('uncorrelated random effects', () => {
  it('gives each contrast of a factor its own term', () => {
    const { random } = designMatrices(modelFrame('y ~ x + (b || g)', referenceTable('tiny')));
    expect(random.map(({ label, names }) => [label, names])).toEqual([
      ['1 | g', ['(Intercept)']],
      ['0 + bb2 | g', ['bb2']],
      ['0 + bb3 | g', ['bb3']],
    ]);
  });

  it('gives each dummy its own term without intercept', () => {
    const { random } = designMatrices(modelFrame('y ~ x + (0 + b || g)', referenceTable('tiny')));
    expect(random.map(({ names }) => names[0])).toEqual(['bb1', 'bb2', 'bb3']);
  });
});
