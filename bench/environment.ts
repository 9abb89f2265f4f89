import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

function cpuModel(): string {
  try {
    const text = readFileSync('/proc/cpuinfo', 'utf8');
    return /^model name\s*:\s*(.+)$/m.exec(text)?.[1] ?? cpus()[0].model;
  } catch {
    return cpus()[0].model;
  }
}

/** What a reader must know of the machine, as Markdown lines. */
export function machineLines(): string[] {
  return [
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- processor: ${cpuModel()}, ${availableParallelism()} cores; ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `- system: ${platform()} ${arch()}, kernel ${release()}`,
    `- Node ${process.versions.node}, V8 ${process.versions.v8}`,
  ];
}

/** Peak and present resident memory of this process in bytes; undefined where the system does not tell. */
export function memoryNow(): { peak: number; now: number } | undefined {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const kilobytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]);
    return { peak: 1024 * kilobytes('VmHWM'), now: 1024 * kilobytes('VmRSS') };
  } catch {
    return undefined;
  }
}
