/** Numbers for models and tables, by identity. */
interface Registry {
  readonly next: () => number;
  /** The number of a thing; a new one for a thing not seen before. */
  readonly numberOf: (value: object) => number;
  readonly give: (value: object, id: number) => void;
  /** The thing with this number, unless it has been collected. */
  readonly valueOf: (id: number) => object | undefined;
}

/** @param onLost called some time after a numbered thing was collected */
export function createRegistry(onLost: (id: number) => void): Registry {
  const numbers = new WeakMap<object, number>();
  const values = new Map<number, WeakRef<object>>();
  const lost = new FinalizationRegistry<number>((id) => {
    values.delete(id);
    onLost(id);
  });
  let last = 0;
  const next = (): number => ++last;
  const give = (value: object, id: number): void => {
    numbers.set(value, id);
    values.set(id, new WeakRef(value));
    lost.register(value, id);
  };
  return {
    next,
    give,
    numberOf(value) {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      const id = next();
      give(value, id);
      return id;
    },
    valueOf: (id) => values.get(id)?.deref(),
  };
}
