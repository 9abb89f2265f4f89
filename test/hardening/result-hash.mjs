// A fingerprint of many results, for Node and for a page alike:
//
//     node test/hardening/result-hash.mjs > test/hardening/result-hash.json        after npm run build
//
// `fingerprints(blup, texts)` takes the module and the CSV texts of sleepstudy, hsb and penicillin.

const cases = {
  sleepstudy: [
    'Reaction ~ Days + (Days | Subject)',
    'Reaction ~ poly(Days, 2) + (Days || Subject)',
  ],
  hsb: [
    'mathach ~ meanses*cses + sector*cses + (cses | school)',
    'log(mathach + 10) ~ ns(ses, 3) + exp(meanses) + (1 | school)',
  ],
  penicillin: ['diameter ~ 1 + (1 | plate) + (1 | sample)'],
};

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * SHA-256 of what these models and their analyses say, all numbers to the bit. Left out are the functions of formulas beyond
 * `log` and `exp` (`log10`, `sin` …): those are JavaScript's own, whose last bits differ between V8 11 and 15.
 */
export async function fingerprints(blup, texts) {
  const found = {};
  for (const [name, formulas] of Object.entries(cases)) {
    const data = blup.parseCsv(texts[name]);
    for (const formula of formulas) {
      for (const method of ['REML', 'ML']) {
        const model = blup.lmer(formula, data, { method });
        const parts = {
          saved: blup.saveModel(model),
          fitted: [...blup.fitted(model)],
          summary: blup.formatSummary(blup.summary(model, { ddf: 'kenward-roger' })),
          tests: blup.tidy(model),
          confint: name === 'hsb' ? [] : blup.confint(model),
          draws: blup.simulate(model, { nsim: 1, seed: 5 }).values.slice(0, 100),
          bootstrap: [...Object.values(blup.bootstrap(model, { nsim: 20, seed: 3 }))].map(String),
        };
        // Times differ, whatever the engine.
        const text = JSON.stringify(parts, (key, value) => (key === 'timing' ? undefined : value));
        found[`${name}: ${formula}, ${method}`] = await sha256(text);
      }
    }
  }
  return found;
}

if (typeof process !== 'undefined' && process.argv[1]?.endsWith('result-hash.mjs')) {
  const { readFileSync } = await import('node:fs');
  const blup = await import('blup');
  const path = (name) => new URL(`../../web-demo/data/${name}.csv`, import.meta.url);
  const texts = Object.fromEntries(
    Object.keys(cases).map((name) => [name, readFileSync(path(name), 'utf8')]),
  );
  process.stdout.write(`${JSON.stringify(await fingerprints(blup, texts), null, 2)}\n`);
}
