import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import type {} from './count-file.ts';

const DEAREST = 10;

interface Cost {
  readonly name: string;
  readonly usedMs: number;
  readonly tookMs: number;
}

/** Prints, at the end of a run, the processor time of each folder of tests and of the dearest files. */
export class ProcessorReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map(costOf).toSorted(byCost);
    if (files.length < 2) return;
    const folders = [...Map.groupBy(files, ({ name }) => dirname(name))].map(([name, inside]) => ({
      name,
      usedMs: sum(inside.map(({ usedMs }) => usedMs)),
      tookMs: sum(inside.map(({ tookMs }) => tookMs)),
    }));
    const lines = [
      `Processor time: ${seconds(sum(files.map(({ usedMs }) => usedMs)))} s in the files of tests`,
      ...folders.toSorted(byCost).map(lineOf),
      `The ${DEAREST} dearest files (processor, then from beginning to end):`,
      ...files.slice(0, DEAREST).map(lineOf),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function costOf(module: TestModule): Cost {
  const { processor } = module.meta();
  const { duration, collectDuration } = module.diagnostic();
  return { name: module.relativeModuleId, usedMs: processor?.usedMs ?? 0, tookMs: duration + collectDuration };
}

const byCost = (one: Cost, other: Cost) => other.usedMs - one.usedMs;
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const seconds = (ms: number) => (ms / 1000).toFixed(1).padStart(7);
const lineOf = ({ name, usedMs, tookMs }: Cost) => `${seconds(usedMs)} s ${seconds(tookMs)} s  ${name}`;
