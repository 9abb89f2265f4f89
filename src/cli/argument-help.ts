// What `--help` says of the arguments that many commands have.

/** Of a command that takes data only. */
export const dataHelp = 'file .csv, .tsv, .csv.gz, .parquet or .arrow, or - for standard input';

/** Of a command that takes data or a saved model. */
export const sourceHelp = `${dataHelp}; or a saved model`;

/** The formula of a model. */
export const formulaHelp = 'as in R: "y ~ x + (x | group)"';
