/** Control words that a document may use; any other is an error. */
const KNOWN = new Set(
  (
    'rtf ansi ansicpg uc deff fonttbl f froman info title paperw paperh margl margr margt margb fs pard par keepn sb sa b i fi li tab ' +
    'u super line trowd trgaph trleft trkeep trhdr clbrdrt clbrdrb brdrs brdrw clvertalt cellx intbl ql qr cell row'
  ).split(' '),
);

/**
 * Reads a document in Rich Text Format as a strict reader would: groups closed, known control words, ASCII, as many cells in a row as it
 * defines.
 *
 * @returns the texts of cells and paragraphs, lines of a cell joined by newlines
 */
export function checkedRtf(text: string): { texts: string[]; title: string } {
  if (!/^[\n -~]*$/.test(text)) throw new Error('not ASCII');
  const texts: string[] = [];
  let title = '';
  let depth = 0;
  let titleDepth = Infinity;
  let current = '';
  let defined = 0;
  let cells = 0;
  let skip = 0;
  const tokens = /\\([a-z]+)(-?\d+)? ?|\\([\\{}])|([{}])|\n|([^\\{}\n])/g;
  let at = 0;
  for (const match of text.matchAll(tokens)) {
    if (match.index !== at) throw new Error(`unreadable at ${at}`);
    at += match[0].length;
    const [, word, number, escaped, brace, plain] = match;
    if (brace === '{') depth++;
    if (brace === '}') {
      depth--;
      if (depth < titleDepth) titleDepth = Infinity;
      if (depth < 0 || (depth === 0 && at < text.trimEnd().length)) throw new Error('groups');
    }
    let shown = escaped ?? plain ?? '';
    if (skip > 0 && shown !== '') {
      skip--;
      shown = '';
    }
    if (word !== undefined) {
      if (!KNOWN.has(word)) throw new Error(`unknown control word ${word}`);
      if (word === 'u') {
        shown = String.fromCharCode(Number(number) & 0xffff);
        skip = 1;
      }
      if (word === 'line') shown = '\n';
      if (word === 'tab') shown = '\t';
      if (word === 'title') titleDepth = depth;
      if (word === 'trowd') [defined, cells, current] = [0, 0, ''];
      if (word === 'cellx') defined++;
      if (word === 'pard') current = '';
      if (word === 'cell') cells++;
      if (word === 'row' && cells !== defined) throw new Error(`${cells} cells of ${defined}`);
      if (word === 'cell' || word === 'par') {
        texts.push(current);
        current = '';
      }
    }
    if (depth >= titleDepth) title += shown;
    else current += shown;
  }
  if (at !== text.length || depth !== 0) throw new Error('does not end');
  return { texts, title };
}
