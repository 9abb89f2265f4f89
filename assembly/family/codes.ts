// Numbers by which families and links are named across the boundary; src/engine/family-codes.ts holds the same table.

export const GAUSSIAN: i32 = 0;
export const BINOMIAL: i32 = 1;
export const POISSON: i32 = 2;
export const NEGATIVE_BINOMIAL_1: i32 = 3;
export const NEGATIVE_BINOMIAL_2: i32 = 4;
export const GAMMA: i32 = 5;
export const INVERSE_GAUSSIAN: i32 = 6;
export const BETA: i32 = 7;
export const CUMULATIVE: i32 = 8;

export const IDENTITY: i32 = 0;
export const LOG: i32 = 1;
export const INVERSE: i32 = 2;
export const SQRT: i32 = 3;
export const LOGIT: i32 = 4;
export const PROBIT: i32 = 5;
export const CLOGLOG: i32 = 6;
export const CAUCHIT: i32 = 7;
export const INVERSE_SQUARE: i32 = 8;
