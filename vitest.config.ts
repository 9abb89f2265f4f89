import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What takes several cores itself, or measures how soon something answers. */
const browsers = ['test/browser/**/*.test.ts', 'test/docs/page.test.ts'];

const shared = {
  expect: { requireAssertions: true },
  testTimeout: 60_000,
  // Files share a process and its modules: to load the sources anew for each costs more than most of them take.
  isolate: false,
};

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: browsers,
          // Vitest would leave one core free, which is half of two.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: browsers,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
