// What the workers of the pool compute.
export { bootstrap, confint, joinBootstraps, profile } from 'blup';
export { confintShare } from '../../../src/inference/intervals/confint.ts';
export { profileShare } from '../../../src/inference/profile/profile.ts';
