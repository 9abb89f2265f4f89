import type { Table } from 'blup';
import { eclsk } from '../../../bench/generators.ts';
import penicillin from '../../data/penicillin.csv?raw';
import sleepstudy from '../../data/sleepstudy.csv?raw';
import { asTable, BlupError, parseCsv } from '../session/first-library.ts';
import { growth } from './growth.ts';

/** Small files travel in the script; those of hsb and contraception are fetched from beside it. */
const tables: Readonly<Record<string, () => Table | Promise<Table>>> = {
  sleepstudy: () => parseCsv(sleepstudy),
  penicillin: () => parseCsv(penicillin),
  hsb: async () => parseCsv(await fetched(new URL('../../data/hsb.csv', import.meta.url))),
  contraception: async () =>
    parseCsv(await fetched(new URL('../../data/contraception.csv', import.meta.url))),
  eclsk: () => asTable(eclsk()),
  growth: () => asTable(growth()),
};

async function fetched(address: URL): Promise<string> {
  const answer = await fetch(address).catch(() => undefined);
  if (answer?.ok) return answer.text();
  throw new BlupError('file', 'the data of this example could not be loaded; reload the page', {
    value: address.href,
  });
}

/** The data of an example. Throws `file` when they cannot be fetched, `option` for an unknown name. */
export async function exampleTable(name: string): Promise<Table> {
  if (!Object.hasOwn(tables, name)) {
    throw new BlupError('option', `there is no example "${name}"`, { value: name });
  }
  return tables[name]();
}
