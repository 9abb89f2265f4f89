import type { Block } from './block.ts';
import { htmlText, toHtml } from './to-html.ts';

/**
 * Blocks as a document that Word and LibreOffice Writer open, tables as tables: an HTML file with the header by which Office
 * knows its own, to be saved as `.doc`. Not a .docx; Word may say that contents and ending differ.
 */
export function toWord(blocks: readonly Block[], title: string): string {
  return `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>${htmlText(title)}</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View><w:Zoom>100</w:Zoom></w:WordDocument></xml><![endif]-->
<style>body { font-family: "Times New Roman", serif; font-size: 11pt; }</style>
</head>
<body>
${toHtml(blocks, true)}</body>
</html>
`;
}
