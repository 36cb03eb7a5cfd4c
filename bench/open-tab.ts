import type { Page } from 'playwright-core';
import { openBrowser } from '../testbed/homebridge/settings-in-browser.ts';
import { startHouseServer } from '../testbed/house-server.ts';
import { makeFast, type OpenTab, openTab } from '../testbed/open-tab.ts';
import { HOUR_MS, MINUTE_MS } from '../testbed/support/time.ts';
import { type Cell, figure, type Table } from './table.ts';

const DAYS = 7;
const QUICK_DAYS = 2;
/** The page is seen for an hour of each three: that of midnight is one of them. */
const VISITS_A_DAY = 8;
/** Of a visit: at first in one tab, then in the other one. */
const FIRST_TAB_MS = 20 * MINUTE_MS;
const SECOND_TAB_MS = 40 * MINUTE_MS;
const AWAY_MS = 2 * MINUTE_MS;
const HIDDEN_MS = 2 * HOUR_MS;

/** What the house's page holds in a browser's tab that stays open for a week. */
export async function openTabTable(quick: boolean): Promise<Table> {
  await using server = await startHouseServer(async () => ({ body: {} }));
  await using browser = await openBrowser();
  const page = await browser.newPage({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  await makeFast(page);
  await page.goto(server.url);
  await page.locator('.curve canvas').waitFor();
  await openedTab(page, 1);
  await page.locator('.offers .sum').first().waitFor();
  const tab = await openTab(page);
  const rows: Cell[][] = [await rowOf('opened', tab)];
  for (let day = 1; day <= (quick ? QUICK_DAYS : DAYS); day += 1) {
    for (let visit = 0; visit < VISITS_A_DAY; visit += 1) await visited(page, tab, day + visit, visit === 0);
    rows.push(await rowOf(`day ${day}`, tab));
  }
  return {
    title: 'A tab that stays open',
    says: `The house's page in Chromium, in fast time: seen for ${VISITS_A_DAY} hours a day, of which one has midnight in it, in both tabs; on the fourth day another month begins. The server is away for two minutes a day. Questions are those about the status; each answer has other values. Objects are those of JavaScript; its heap also has the code, of which the browser compiles more and more for a while. What the browser itself holds has the elements, of which a month has more each day. All of it after a collection of what is not used any more.`,
    header: ['', 'questions', 'DOM nodes', 'listeners', 'objects', 'JS heap', 'held by the browser'],
    rows,
  };
}

/** An hour in which the page is seen, and two in which it is not. @param nth which of the tabs is open at first changes with it */
async function visited(page: Page, tab: OpenTab, nth: number, isServerAway: boolean): Promise<void> {
  await tab.see(true);
  await openedTab(page, nth % 2);
  await tab.setAway(isServerAway);
  await tab.pass(AWAY_MS);
  await tab.setAway(false);
  await tab.pass(FIRST_TAB_MS - AWAY_MS);
  await openedTab(page, (nth + 1) % 2);
  await tab.pass(SECOND_TAB_MS);
  await tab.see(false);
  await tab.pass(HIDDEN_MS);
}

function openedTab(page: Page, index: number): Promise<void> {
  return page.getByRole('tab').nth(index).click();
}

async function rowOf(name: string, tab: OpenTab): Promise<Cell[]> {
  const { nodes, listeners, objects, heapBytes, browserBytes } = await tab.held();
  const megabytes = [heapBytes, browserBytes].map((bytes) => figure(bytes / 1e6, 'MB', 2));
  return [name, figure(await tab.asked()), figure(nodes), figure(listeners), figure(objects), ...megabytes];
}
