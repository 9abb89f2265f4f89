import type {
  EquationSymbol,
  EquationTerm,
  EquationVariable,
  LevelEquation,
  RandomDistribution,
  ResidualDistribution,
} from 'blup';
import type { ComponentChildren } from 'preact';
import { decimalsFor, fixed, short } from '../format/numbers.ts';

/** Pieces of an equation that may stand on several lines: each is a formula of its own. */
function Pieces({ children }: { readonly children: ComponentChildren }) {
  return <div class="equation">{children}</div>;
}

function Formula({ children }: { readonly children: ComponentChildren }) {
  return <math>{children}</math>;
}

function Subscripted({
  base,
  below,
}: {
  readonly base: ComponentChildren;
  readonly below: string;
}) {
  if (below === '') return <>{base}</>;
  return (
    <msub>
      {base}
      <mrow>
        {[...below].map((sign, i) =>
          /\d/.test(sign) ? <mn key={i}>{sign}</mn> : <mi key={i}>{sign}</mi>,
        )}
      </mrow>
    </msub>
  );
}

function Letter({ symbol: { letter, index, units } }: { readonly symbol: EquationSymbol }) {
  const numbers = index.join(index.some((n) => n > 9) ? ',' : '');
  return <Subscripted base={<mi>{letter}</mi>} below={`${numbers}${units}`} />;
}

function Variable({ variable: { name, units } }: { readonly variable: EquationVariable }) {
  return <Subscripted base={<mtext>{name.replace(/^`(.*)`$/, '$1')}</mtext>} below={units} />;
}

interface EquationProps {
  readonly equation: LevelEquation;
  readonly estimates: boolean;
}

function Left({ left }: Pick<LevelEquation, 'left'>) {
  if ('letter' in left) return <Letter symbol={left} />;
  if ('name' in left) return <Variable variable={left} />;
  return (
    <>
      <mi>{left.link}</mi>
      <mo>(</mo>
      <Letter symbol={left.mean} />
      <mo>)</mo>
    </>
  );
}

/** `left = terms`, broken between terms where the page is narrow. */
export function Equation({ equation: { left, terms }, estimates }: EquationProps) {
  return (
    <Pieces>
      <Formula>
        <mrow>
          <Left left={left} />
          <mo>=</mo>
        </mrow>
      </Formula>
      {terms.map((term, i) => (
        <Term key={i} term={term} first={i === 0} estimates={estimates} />
      ))}
    </Pieces>
  );
}

function Term({
  term,
  first,
  estimates,
}: {
  readonly term: EquationTerm;
  readonly first: boolean;
  readonly estimates: boolean;
}) {
  const { symbol, variables, estimate, standardError } = term;
  const number = estimates ? estimate : undefined;
  const negative = number !== undefined && number < 0;
  const sign = negative ? '−' : first ? '' : '+';
  return (
    <Formula>
      <mrow>
        {sign !== '' && <mo rspace={first ? '0' : '0.3em'}>{sign}</mo>}
        {number !== undefined ? (
          <mn>{fixed(Math.abs(number), decimalsFor([standardError ?? number], 2))}</mn>
        ) : (
          symbol !== undefined && <Letter symbol={symbol} />
        )}
        {variables.map((variable, i) => (
          <>
            {(i > 0 || symbol !== undefined) && <mo>·</mo>}
            <Variable key={variable.name} variable={variable} />
          </>
        ))}
      </mrow>
    </Formula>
  );
}

interface CovarianceProps {
  readonly distribution: RandomDistribution;
  readonly estimates: boolean;
}

/** How the random effects of a group vary together. */
export function Covariance({ distribution, estimates }: CovarianceProps) {
  const { effects, letter, blocks, covariance } = distribution;
  const entry = (r: number, c: number) => {
    if (blocks[r] !== blocks[c]) return <mn>0</mn>;
    if (estimates && covariance !== undefined) return <mn>{short(covariance[r][c])}</mn>;
    return (
      <Subscripted base={<mi>τ</mi>} below={`${letter}${first(effects[r])}${first(effects[c])}`} />
    );
  };
  return (
    <Pieces>
      <Formula>
        <mrow>
          {effects.length === 1 ? (
            <Letter symbol={effects[0]} />
          ) : (
            <Matrix rows={effects.map((effect) => [<Letter symbol={effect} />])} />
          )}
          <mo>∼</mo>
          <mi>N</mi>
        </mrow>
      </Formula>
      <Formula>
        <mrow>
          <mo>(</mo>
          <mn>0</mn>
          <mo separator>,</mo>
          {effects.length === 1 ? (
            entry(0, 0)
          ) : (
            <Matrix rows={effects.map((_, r) => effects.map((_, c) => entry(r, c)))} />
          )}
          <mo>)</mo>
        </mrow>
      </Formula>
    </Pieces>
  );
}

/** Numbers of an effect below τ. */
function first({ index }: EquationSymbol): string {
  const last = index.findLastIndex((n) => n !== 0);
  return index.slice(0, Math.max(1, last + 1)).join('');
}

function Matrix({ rows }: { readonly rows: readonly (readonly ComponentChildren[])[] }) {
  return (
    <mrow>
      <mo fence>(</mo>
      <mtable>
        {rows.map((row, r) => (
          <mtr key={r}>
            {row.map((cell, c) => (
              <mtd key={c}>{cell}</mtd>
            ))}
          </mtr>
        ))}
      </mtable>
      <mo fence>)</mo>
    </mrow>
  );
}

interface ResidualProps {
  readonly residual: ResidualDistribution;
  readonly estimates: boolean;
}

/** How the residuals vary. */
export function ResidualLine({ residual, estimates }: ResidualProps) {
  const { symbol, variance, weights } = residual;
  return (
    <Pieces>
      <Formula>
        <mrow>
          <Letter symbol={symbol} />
          <mo>∼</mo>
          <mi>N</mi>
          <mo>(</mo>
          <mn>0</mn>
          <mo separator>,</mo>
          {estimates && variance !== undefined ? (
            <mn>{short(variance)}</mn>
          ) : (
            <msup>
              <mi>σ</mi>
              <mn>2</mn>
            </msup>
          )}
          {weights !== undefined && (
            <>
              <mo>/</mo>
              <Variable variable={weights} />
            </>
          )}
          <mo>)</mo>
        </mrow>
      </Formula>
    </Pieces>
  );
}
