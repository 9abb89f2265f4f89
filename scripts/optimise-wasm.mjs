// Optimises the compiled binaries: for size, but with accessors and arithmetic helpers inlined, which the compiler's own levels
// either do everywhere (a tenth more to load) or not at all (half as fast).
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

/** Functions up to this size, in Binaryen's units, are inlined wherever they are called. */
const INLINED = 36;

const { BulkMemory, MutableGlobals, NontrappingFPToInt, SIMD128, SignExt } = binaryen.Features;
binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(1);
binaryen.setAlwaysInlineMaxSize(INLINED);
binaryen.setFlexibleInlineMaxSize(INLINED);
binaryen.setOneCallerInlineMaxSize(INLINED);

for (const path of ['build/blup.wasm', 'build/inference.wasm', 'build/generalised.wasm']) {
  const binary = binaryen.readBinary(readFileSync(path));
  binary.setFeatures(
    BulkMemory |
      MutableGlobals |
      NontrappingFPToInt |
      SIMD128 |
      SignExt |
      (binaryen.Features.BulkMemoryOpt ?? 0),
  );
  binary.optimize();
  if (!binary.validate()) throw new Error(`${path}: the optimised binary is not valid`);
  writeFileSync(path, binary.emitBinary());
  binary.dispose();
}
