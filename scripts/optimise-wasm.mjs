// Optimises the compiled core: for size, but with accessors and arithmetic helpers inlined, which the compiler's own levels
// either do everywhere (a tenth more to load) or not at all (half as fast).
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

/** Functions up to this size, in Binaryen's units, are inlined wherever they are called. */
const INLINED = 36;

const path = 'build/blup.wasm';
const core = binaryen.readBinary(readFileSync(path));
const { BulkMemory, MutableGlobals, NontrappingFPToInt, SIMD128, SignExt } = binaryen.Features;
core.setFeatures(
  BulkMemory |
    MutableGlobals |
    NontrappingFPToInt |
    SIMD128 |
    SignExt |
    (binaryen.Features.BulkMemoryOpt ?? 0),
);
binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(1);
binaryen.setAlwaysInlineMaxSize(INLINED);
binaryen.setFlexibleInlineMaxSize(INLINED);
binaryen.setOneCallerInlineMaxSize(INLINED);
core.optimize();
if (!core.validate()) throw new Error('the optimised core is not valid');
writeFileSync(path, core.emitBinary());
