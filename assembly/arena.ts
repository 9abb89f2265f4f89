/**
 * Memory of one calculation: a pointer that only moves up, reset before the next call.
 *
 *     0            __heap_base                     top                end of memory
 *     ├─ constants ─┼─ arrays of this calculation ──┼─ free, grows ─────┤
 *
 * Nothing is freed singly; `mark` and `release` give back scratch in the order of a stack.
 */
let top: usize = (__heap_base + 15) & ~15;

/** Bytes that the calculation wanted in all when memory could not grow; read by the caller after a trap. */
export let bytesWanted: f64 = 0;

/** A 16-byte aligned block with arbitrary contents. Ends the calculation when memory cannot grow. */
export function alloc(bytes: usize): usize {
  const start = top;
  const end = <u64>start + (((<u64>bytes + 15) >> 4) << 4);
  const have = (<u64>memory.size()) << 16;
  if (end > have) {
    const pages = ((end - have + 0xffff) >> 16) as i32;
    if (end > 0xffff_0000 || memory.grow(pages) < 0) {
      bytesWanted = <f64>end;
      unreachable();
    }
  }
  top = <usize>end;
  return start;
}

/** Ends the calculation when 8·count bytes more are beyond what 32 bits can address. */
export function requireF64(count: f64): void {
  if (count * 8.0 > 4294836224.0 - <f64>top) {
    bytesWanted = <f64>top + count * 8.0;
    unreachable();
  }
}

/** `alloc` of 8·count bytes; refuses what 32 bits cannot address. */
export function allocF64(count: f64): usize {
  requireF64(count);
  return alloc((<usize>count) << 3);
}

/** A block of zeros. */
export function allocZero(bytes: usize): usize {
  const p = alloc(bytes);
  memory.fill(p, 0, bytes);
  return p;
}

/** An array of `count` 32-bit integers. */
export function allocI32(count: i32): usize {
  return alloc((<usize>count) << 2);
}

/** An array of `count` 32-bit integers, all bytes alike: 0 for zeros, 255 for −1. */
export function filled(count: i32, byte: u8): usize {
  const at = allocI32(count);
  memory.fill(at, byte, (<usize>count) << 2);
  return at;
}

/** Where scratch begins that `release` gives back. */
export function mark(): usize {
  return top;
}

/** Gives back all that was taken since `mark`. */
export function release(position: usize): void {
  top = position;
}

/** Forgets everything: the start of a new calculation. */
export function reset(): void {
  top = (__heap_base + 15) & ~15;
  bytesWanted = 0;
}

/** Bytes in use. */
export function used(): f64 {
  return <f64>top;
}
