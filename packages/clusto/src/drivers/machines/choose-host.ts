import type { HostRoom } from './host-capacity.ts';
import { type Amounts, amountText, quantities } from './machine-demand.ts';

/**
 * Which of the hosts with room is taken. `smallest`: the one with the least memory in total, then CPUs, then disk, as the
 * original; `pack`: the one that is fullest with the machine on it, so that others stay empty; `spread`: the one that is
 * emptiest.
 */
export const placements = ['smallest', 'pack', 'spread'] as const;
export type Placement = (typeof placements)[number];

/** How full a host is with the machine on it: the mean over what is counted. */
function fullness(host: HostRoom, demand: Amounts): number {
  return quantities.reduce((sum, quantity) => sum + (host[quantity].used + demand[quantity]) / host[quantity].total, 0);
}

/** What makes a host the better one, in order: the lower number wins. */
const ranks: Readonly<Record<Placement, (host: HostRoom, demand: Amounts) => readonly number[]>> = {
  smallest: ({ memory, cpucount, disk }) => [memory.total, cpucount.total, disk.total],
  pack: (host, demand) => [-fullness(host, demand)],
  spread: (host, demand) => [fullness(host, demand), host.machines],
};

function isLower(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((number, place) => number !== other[place]);
  return index >= 0 && (one[index] as number) < (other[index] as number);
}

/** The best host with room for a machine; of equals the one that was inserted first. */
export function chooseHost<Room extends HostRoom>(
  hosts: readonly Room[],
  demand: Amounts,
  placement: Placement,
): Room | undefined {
  const rankOf = ranks[placement];
  let best: Room | undefined;
  let bestRank: readonly number[] = [];
  for (const host of hosts) {
    if (!hasRoom(host, demand)) continue;
    const rank = rankOf(host, demand);
    if (best !== undefined && !isLower(rank, bestRank)) continue;
    best = host;
    bestRank = rank;
  }
  return best;
}

export function hasRoom(host: HostRoom, demand: Amounts): boolean {
  return !host.isReserved && quantities.every((quantity) => host[quantity].free >= demand[quantity]);
}

/** Why a machine does not fit on a host, a phrase for each reason. */
export function obstacles(host: HostRoom, demand: Amounts): string[] {
  const short = quantities.filter((quantity) => host[quantity].free < demand[quantity]);
  return [
    ...(host.isReserved ? ['it is reserved'] : []),
    ...short.map((quantity) => `${amountText(quantity, demand[quantity])} asked, ${host[quantity].free} free`),
  ];
}

const counted = (count: number): string => (count === 1 ? '1 host' : `${count} hosts`);

/**
 * Why none of the hosts has room, a phrase for each reason with the number of hosts and the most that is free.
 * @param elsewhere how many further hosts stand in the wrong rack
 */
export function shortages(hosts: readonly HostRoom[], demand: Amounts, elsewhere: number): string[] {
  const open = hosts.filter(({ isReserved }) => !isReserved);
  const short = quantities.flatMap((quantity) => {
    const lacking = open.filter((host) => host[quantity].free < demand[quantity]).length;
    const most = Math.max(0, ...open.map((host) => host[quantity].free));
    return lacking === 0
      ? []
      : [`${counted(lacking)} without ${amountText(quantity, demand[quantity])} (most free: ${most})`];
  });
  const reserved = hosts.length - open.length;
  return [
    ...short,
    ...(reserved > 0 ? [`${counted(reserved)} reserved`] : []),
    ...(elsewhere > 0 ? [`${counted(elsewhere)} not in a rack that is asked for`] : []),
  ];
}
