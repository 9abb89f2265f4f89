// What the worker of an element is asked for.

export { tableFromCsvBytes } from '../files/csv-bytes.ts';
export { parseCsv } from '../table/parse-csv.ts';
export { fitAndShow } from './fit-and-show.ts';
