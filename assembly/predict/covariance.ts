import { getF, getI, setF, setI } from '../access';
import { alloc, allocI32, allocZero } from '../arena';
import { addScaled } from '../dense/vector';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import * as end from './dense-end';
import { eliminateColumn } from './eliminate-column';

/**
 * Single entries of C, the inverse of the leading (q + p) block of A(θ), whether or not they are on the pattern of the factor. The
 * unit vector e of a column before the end of the order becomes, by substitution along its path (Gilbert & Peierls 1988),
 *
 *     x   on the path     a   at the end, few entries that are not zero     Y = C_end · a
 *
 * so that C_uv = xᵤ·x_v + a_v·Yᵤ. These images are kept while there is room, so that columns shared by many rows are found once.
 *
 *     image   Y (size of the end)  │  numbers of x and of a  │  x: value, column  │  a: value, position at the end
 */
let work: usize = 0;
let images: usize = 0;
let pool: usize = 0;
let poolEnd: usize = 0;
let next: usize = 0;
/** Most columns on one path. */
let longest: i32 = 0;

/** Bytes for images. */
const ROOM: f64 = 100663296;
const PAIR: usize = 16;

/** Room for images, after `findEnd`. */
export function prepareCovariance(): void {
  const q = problem.q;
  work = allocZero((<usize>(q + problem.p)) << 3);
  images = allocI32(q);
  findLongest();
  const most = <f64>bound(end.largestSize());
  const bytes = <usize>min(max(2.0 * most, ROOM), most * <f64>(q + 2));
  pool = alloc(bytes);
  poolEnd = pool + bytes;
  forgetImages();
}

/** After every factorisation. */
export function forgetImages(): void {
  memory.fill(images, 0, (<usize>problem.q) << 2);
  next = pool;
}

function findLongest(): void {
  const depth = allocI32(supernodes.count);
  longest = 0;
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const own = supernodes.columns(s);
    const above =
      supernodes.rowCount(s) === 0
        ? 0
        : getI(depth, getI(supernodes.owner, getI(supernodes.rows(s), 0)));
    setI(depth, s, own + above);
    longest = max(longest, own + above);
  }
}

/** Most bytes of one image. */
function bound(size: i32): usize {
  return ((<usize>size) << 3) + 8 + PAIR * <usize>(longest + size);
}

function imageOf(u: i32): usize {
  const known = <usize>getI(images, u);
  if (known !== 0) return known;
  const n = end.size;
  if (next + bound(n) > poolEnd) forgetImages();
  const image = next;
  const counts = image + ((<usize>n) << 3);
  let pair = counts + 8;
  setF(work, u, 1.0);
  let s = getI(supernodes.owner, u);
  while (s < end.firstNode) {
    pair = substitute(s, pair);
    if (supernodes.rowCount(s) === 0) break;
    s = getI(supernodes.owner, getI(supernodes.rows(s), 0));
  }
  const path = <i32>((pair - counts - 8) / PAIR);
  const tail = work + ((<usize>end.firstColumn) << 3);
  memory.fill(image, 0, (<usize>n) << 3);
  for (let i = 0; i < n; i++) {
    const value = getF(tail, i);
    if (value === 0) continue;
    setF(tail, i, 0);
    store<f64>(pair, value);
    store<i32>(pair, i, 8);
    pair += PAIR;
    addScaled(n, value, end.inverse + ((<usize>i * <usize>n) << 3), image);
  }
  setI(counts, 0, path);
  setI(counts, 1, <i32>((pair - counts - 8) / PAIR) - path);
  next = pair;
  setI(images, u, <i32>image);
  return image;
}

/** Substitution with the columns of one supernode; what comes out is written from `pair` on, and its end returned. */
function substitute(s: i32, pair: usize): usize {
  const c = supernodes.columns(s);
  const ld = supernodes.stride(s);
  const first = supernodes.firstColumn(s);
  const own = work + ((<usize>first) << 3);
  for (let j = 0; j < c; j++) {
    const value = getF(own, j);
    if (value === 0) continue;
    const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
    const x = value / getF(column, j);
    setF(own, j, 0);
    store<f64>(pair, x);
    store<i32>(pair, first + j, 8);
    pair += PAIR;
    eliminateColumn(s, j, x, work);
  }
  return pair;
}

/** C_uv for positions in the order of elimination, X after the random effects. */
export function covariance(u: i32, v: i32): f64 {
  const from = end.firstColumn;
  const n = end.size;
  if (u >= from && v >= from) return getF(end.inverse, (u - from) * n + v - from);
  if (v >= from) return getF(imageOf(u), v - from);
  if (u >= from) return getF(imageOf(v), u - from);
  let own = imageOf(u);
  const other = imageOf(v);
  // Making room for the second may have taken the first.
  if (<usize>getI(images, u) !== own) own = imageOf(u);
  let x = own + ((<usize>n) << 3);
  let y = other + ((<usize>n) << 3);
  const xEnd = x + 8 + PAIR * <usize>getI(x, 0);
  const yEnd = y + 8 + PAIR * <usize>getI(y, 0);
  const last = yEnd + PAIR * <usize>getI(y, 1);
  x += 8;
  y += 8;
  let sum: f64 = 0;
  while (x < xEnd && y < yEnd) {
    const a = load<i32>(x, 8);
    const b = load<i32>(y, 8);
    if (a === b) sum += load<f64>(x) * load<f64>(y);
    if (a <= b) x += PAIR;
    if (b <= a) y += PAIR;
  }
  for (let pair = yEnd; pair < last; pair += PAIR) {
    sum += load<f64>(pair) * getF(own, load<i32>(pair, 8));
  }
  return sum;
}
