/** Names that LaTeX and Greek letters stand for; every replacement is padded to the length of what it replaces. */
function padded(found: string, plain: string): string {
  return plain.padStart(found.length).slice(-found.length);
}

function plain(text: string): string {
  return text
    .replace(/\\(?:cdot|times)(?![a-zA-Z])/g, (found) => padded(found, '*'))
    .replace(/\\(?:perp|bot)(?![a-zA-Z])/g, (found) => padded(found, '⟂'))
    .replace(/_\{([^{}]*)\}/g, (found, inner: string) => {
      const index = inner.trim().replace(/[\s,.]+/g, '_');
      return `_${index}`.padEnd(found.length).slice(0, found.length);
    })
    .replace(/\\(?=[a-zA-Z])/g, ' ')
    .replace(/[·×∙⋅]/g, '*')
    .replace(/[−–]/g, '-')
    .replace(/⊥/g, '⟂')
    .replace(/[ᵢⱼₖₗ]/g, ' ');
}

/**
 * Level equations in characters that a formula knows, place by place: `·` becomes `*`, the minus sign a hyphen, index letters
 * below the line and the backslashes and braces of LaTeX go. The length stays, so that a place in the result is the same
 * place in the user's text. Names in backticks and texts in quotes are kept.
 */
export function plainText(text: string): string {
  return text
    .split(/(`[^`]*`|"[^"]*"|'[^']*')/)
    .map((piece, i) => (i % 2 === 1 ? piece : plain(piece)))
    .join('');
}
