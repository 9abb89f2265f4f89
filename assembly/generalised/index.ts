// The calls of the core of generalised models: a binary of its own, so that linear ones do not carry it.
import { alloc, reset } from '../arena';

export { bytesWanted, used } from '../arena';
export { evaluateBase, sumBase } from '../family/base';
export { logGamma } from '../family/gamma';
export { millsRatio } from '../family/normal';
export { evaluateRows, logisticRows, poissonRows, rowColumns, setFamily } from '../family/rows';
export { alloc, reset };
