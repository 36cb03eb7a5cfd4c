import type { Machine } from '../doctor/machine.ts';
import { runningPluginStatus } from '../doctor/running-plugin.ts';
import { historyAnswers } from './history-answers.ts';
import { typedPrices } from './typed-prices.ts';

/**
 * Answers the settings page's questions about the journal.
 * @param folder the storage folder of Homebridge
 */
export function pageHistory(machine: Machine, folder: string): ReturnType<typeof historyAnswers> {
  return historyAnswers({
    ...{ folder, access: machine, clock: machine.clock },
    prices: (_, typed) => typedPrices(typed),
    async running(meter) {
      const status = await runningPluginStatus(folder, machine);
      return status?.meters.find(({ slug }) => slug === meter);
    },
  });
}
