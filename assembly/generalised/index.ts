// The calls of the core of generalised models: a binary of its own, so that linear ones do not carry it.
import { alloc, reset } from '../arena';

export { bytesWanted, used } from '../arena';
export { alloc, reset };
