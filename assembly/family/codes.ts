// Numbers of families and links; src/engine/family-codes.ts holds the same table (a test compares them).

export const BINOMIAL: i32 = 0;
export const POISSON: i32 = 1;
export const NEGATIVE_BINOMIAL_1: i32 = 2;
export const NEGATIVE_BINOMIAL_2: i32 = 3;
export const GAMMA: i32 = 4;
export const INVERSE_GAUSSIAN: i32 = 5;
export const BETA: i32 = 6;
export const GAUSSIAN: i32 = 7;
export const ORDINAL: i32 = 8;

export const LOGIT: i32 = 0;
export const PROBIT: i32 = 1;
export const CLOGLOG: i32 = 2;
export const CAUCHIT: i32 = 3;
export const LOG: i32 = 4;
export const IDENTITY: i32 = 5;
export const INVERSE: i32 = 6;
export const SQRT: i32 = 7;
export const INVERSE_SQUARE: i32 = 8;
