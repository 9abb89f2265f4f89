import { spawnSync } from 'node:child_process';
import { inPackage } from './paths.ts';

const HOW = `
  Debian, Ubuntu   apt-get install r-base-core r-cran-lme4 r-cran-lmertest r-cran-jsonlite
  macOS            brew install r
  elsewhere        https://cran.r-project.org
then, where the packages are not part of the system:
  Rscript -e 'install.packages(c("lme4", "lmerTest", "jsonlite"))'
An R with OpenBLAS is the fairer opponent: apt-get install libopenblas0-pthread`;

/** Versions of R, its packages and BLAS as Markdown lines. Ends the process with advice when something is missing. */
export function rVersions(): string[] {
  const { error, status, stdout } = spawnSync('Rscript', [inPackage('bench/lme4-versions.R')], {
    encoding: 'utf8',
  });
  if (error === undefined && status === 0) {
    return stdout
      .trim()
      .split('\n')
      .map((line) => `- ${line}`);
  }
  const what =
    error !== undefined || status !== 3
      ? 'Rscript is not there, or does not run.'
      : `R lacks ${stdout.trim().split(' ').join(', ')}.`;
  console.error(`This benchmark compares with lme4. ${what}\n${HOW}`);
  process.exit(1);
}
