import { type Block, type MarkupTable, plainText, rowHeight } from './block.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '`': '\\textasciigrave{}',
  '²': '\\textsuperscript{2}',
  '−': '$-$',
  '±': '$\\pm$',
  '–': '--',
};

const GREEK =
  'αalpha βbeta γgamma δdelta εvarepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmu νnu ξxi πpi ρrho σsigma ςvarsigma τtau υupsilon φvarphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSigma ΦPhi ΨPsi ΩOmega'.split(
    ' ',
  );
const letters = new Map(GREEK.map((text) => [text[0], `$\\${text.slice(1)}$`]));

/** A text as LaTeX that shows just this text. Letters beyond ASCII other than Greek stay as they are (UTF-8). */
export function latexText(text: string): string {
  return plainText(text).replace(
    /[\\{}$&#%_^~<>|`²−±–\u0391-\u03C9]|(?<=[-'])(?=[-'])/g,
    // The empty match parts hyphens and apostrophes that would melt into a dash or a quotation mark.
    (c) => COMMANDS[c] ?? letters.get(c) ?? (c === '' ? '{}' : c),
  );
}

/** A number with its brackets: minus signs and powers of ten as mathematics. */
function latexNumber(text: string): string {
  return latexText(text)
    .replace(/(-?)(\d+(?:\.\d+)?)e([+-])0*(\d+)/g, (_, sign, mantissa, power, exponent) => {
      return `$${sign}${mantissa} \\times 10^{${power === '-' ? '-' : ''}${exponent}}$`;
    })
    .replace(/(?<![\d${])-(?=[\dI.])/g, '$-$')
    .replace(/\\textless\{\}/g, '$<$');
}

/**
 * Blocks as LaTeX. Tables are `tabular` with the rules of the package booktabs, which the preamble must load; with a caption they
 * float. Ends with a newline.
 */
export function toLatex(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'table') return tableLatex(block);
    if (block.kind === 'heading') return `\\subsection*{${latexText(block.text)}}`;
    if (block.kind === 'list') {
      const items = block.items.map((item) => `\\item {}${latexText(item)}\n`);
      return `\\begin{itemize}\n${items.join('')}\\end{itemize}`;
    }
    return latexText(block.text);
  });
  return `% \\usepackage{booktabs}\n${parts.join('\n\n')}\n`;
}

/** The first cell of a row: behind `\\` a bracket or star would be taken for its argument. */
function firstCell(text: string): string {
  return latexText(text).replace(/^[[*]/, '{$&}');
}

function tableLatex({ caption, head, align, sections, notes }: MarkupTable): string {
  const columns = head.length;
  const rows = sections.flatMap(({ title, rows }, s) => [
    ...(title === undefined
      ? []
      : [
          ...(s === 0 ? [] : ['\\addlinespace']),
          `\\multicolumn{${columns}}{l}{\\textit{${latexText(title)}}} \\\\`,
        ]),
    ...rows.flatMap((row) =>
      Array.from({ length: rowHeight(row) }, (_, l) => {
        const cells = row.cells.map(({ lines, mark = '' }, c) => {
          const text = lines[l] ?? '';
          const shown = align[c] === 'right' ? latexNumber(text) : latexText(text);
          return l === 0 && mark !== '' ? `${shown}\\textsuperscript{${latexText(mark)}}` : shown;
        });
        return `${[l === 0 ? firstCell(row.label) : '', ...cells].join(' & ')} \\\\`;
      }),
    ),
  ]);
  const tabular = [
    `\\begin{tabular}{l${align.map((side) => side[0]).join('')}}`,
    '\\toprule',
    `${head.map((text, c) => (c === 0 ? firstCell(text) : latexText(text))).join(' & ')} \\\\`,
    '\\midrule',
    ...rows,
    '\\bottomrule',
    '\\end{tabular}',
    ...notes.map((note) => `\\par{\\footnotesize ${latexText(note)}\\par}`),
  ];
  if (caption === undefined) return tabular.join('\n');
  return [
    '\\begin{table}[htbp]',
    '\\centering',
    `\\caption{${latexText(caption)}}`,
    ...tabular,
    '\\end{table}',
  ].join('\n');
}
