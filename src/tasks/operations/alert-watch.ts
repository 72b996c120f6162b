import type { BlobStore } from '../../blobs/blobs.js';
import { sayUsd } from '../../contract/money.js';
import { findKeyOwner } from '../../store/operations/accounts-credentials.js';
import {
  countUnheard,
  findDyingClips,
  findEndpointsOff,
  findFilledCaps,
  findHeldTasks,
  forgetAlerts,
  periodOfCap,
  raiseAlert,
} from '../../store/operations/alerts.js';
import { forgetBreakers, listBreakers } from '../../store/operations/breakers.js';
import { noteVendor } from '../../store/operations/heard.js';
import { type Store, StoreError } from '../../store/store.js';

/** Looks for what a person should know of, and owes a message of each. Any number of processes may: each thing is told once. */
export interface AlertWatch {
  start(): void;
  stop(): Promise<void>;
  /** Looks once. @throws StoreError */
  look(): Promise<void>;
}

/** What {@link createAlertWatch} is made of. */
export interface AlertWatchDeps {
  readonly store: Store;
  readonly blobs: Pick<BlobStore, 'id' | 'freeBytes'>;
  /** FIRSTFRAME_ALERT_URL. */
  readonly url: string;
  /** Providers that have been told where to call back. */
  readonly callingProviders: readonly string[];
  readonly newId: () => string;
  readonly nowMs: () => number;
  readonly onTrouble?: (error: unknown) => void;
}

/** What is to be told. */
interface Told {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly period: string;
  readonly say: string;
  readonly account?: string;
  readonly taskId?: string;
}

/** The kinds of alerts there are; docs/operations.md says what to do about each. */
export type AlertKind =
  'task_held' | 'cap_reached' | 'endpoint_off' | 'callbacks_missing' | 'clip_expiring' | 'disk_low' | 'key_stopped';

const LOOK_MS = 15_000;

/** Renders that end without a call of their vendor's, one after another, before that is no accident. */
const UNHEARD_MAX = 10;

/** The day's last clips, and the database's log: twice what is never to be filled, see the limits in docs/api.md, and as much again. */
const LOW_BYTES = 4 * 512 * 1024 ** 2;

/** A clip whose URL dies within this time may still be saved by a person. */
const DYING_MS = 2 * 3_600_000;

/** What was told is remembered for so long. */
const KEEP_MS = 90 * 86_400_000;

/** Makes a watch; it does nothing until it is started. */
export function createAlertWatch(deps: AlertWatchDeps): AlertWatch {
  const { store, onTrouble = () => undefined } = deps;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  const lookOnce = (): Promise<void> => (looking ??= look(deps).finally(() => (looking = undefined)));

  return {
    start() {
      const tell = (): void => void lookOnce().catch(onTrouble);
      timer ??= setInterval(tell, LOOK_MS).unref();
      void store
        .run(function* () {
          for (const provider of deps.callingProviders) yield* noteVendor(provider, true);
        })
        .then(tell, onTrouble);
    },
    async stop() {
      clearInterval(timer);
      // What went wrong has been told.
      await looking?.catch(() => undefined);
    },
    look: lookOnce,
  };
}

/** What is looked for, each by itself: a disk that cannot be asked must not keep the rest from being told. */
const CHECKS: readonly ((deps: AlertWatchDeps) => Promise<readonly Told[]>)[] = [
  held,
  (deps) => caps(deps, 80),
  (deps) => caps(deps, 100),
  endpoints,
  unheard,
  dying,
  disk,
  keys,
];

async function look(deps: AlertWatchDeps): Promise<void> {
  const { store, newId, nowMs, url, onTrouble } = deps;
  for (const check of CHECKS) {
    try {
      for (const told of await check(deps)) {
        const { kind, say, account, taskId } = told;
        const about = { ...(account === undefined ? {} : { account }), ...(taskId === undefined ? {} : { taskId }) };
        // Without the subject, which may be a URL with somebody's token in it.
        const body = JSON.stringify({ type: 'firstframe.alert', kind, at: Math.floor(nowMs() / 1000), ...about, say });
        await store.run(() => raiseAlert({ ...told, url, deliveryId: `alert_${newId()}`, body }));
      }
    } catch (error) {
      // Of a store that is away the next one would say the same.
      if (error instanceof StoreError) throw error;
      onTrouble?.(error);
    }
  }
  await store.run(function* () {
    yield* forgetAlerts(KEEP_MS);
    yield* forgetBreakers(KEEP_MS);
  });
}

async function held({ store }: AlertWatchDeps): Promise<readonly Told[]> {
  return (await store.run(findHeldTasks)).map(({ taskId, accountId: account, period, hold }) => {
    const { reason, resolve } = JSON.parse(hold) as { readonly reason: string; readonly resolve: string };
    const say = `The task ${taskId} is held (${reason}). ${resolve}`;
    return { kind: 'task_held', subject: `task:${taskId}`, period, say, account, taskId };
  });
}

async function caps({ store, nowMs }: AlertWatchDeps, percent: number): Promise<readonly Told[]> {
  return (await store.run(() => findFilledCaps(percent, nowMs()))).map((cap) => {
    const whose = cap.subject === 'account' ? `the account ${cap.accountId}` : `the ${cap.subject.replace(':', ' ')}`;
    const span = cap.period === 'total' ? 'in all' : `a ${cap.period}`;
    const say =
      `${sayUsd(cap.usedMicroUsd)} of the ${sayUsd(cap.capMicroUsd)} that ${whose} may spend ${span} are spent or held. ` +
      'What would pass it is refused, or held: firstframe costs cap raises it.';
    const period = periodOfCap(percent, cap.capMicroUsd);
    return { kind: 'cap_reached', subject: `cap:${cap.scope}`, period, say, account: cap.accountId };
  });
}

async function endpoints({ store }: AlertWatchDeps): Promise<readonly Told[]> {
  return (await store.run(findEndpointsOff)).map(({ accountId: account, url, offSinceMs, reason }) => {
    const say = `Callbacks of ${account} to ${withoutSecrets(url)} are switched off (${reason}). Mend the receiver, then replay one: firstframe callbacks replay ID.`;
    return { kind: 'endpoint_off', subject: `endpoint:${account} ${url}`, period: String(offSinceMs), say, account };
  });
}

async function unheard({ store, callingProviders, nowMs }: AlertWatchDeps): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const provider of callingProviders) {
    const count = await store.run(() => countUnheard(provider, UNHEARD_MAX));
    if (count === undefined || count.ended < UNHEARD_MAX) continue;
    const say = `${count.ended} or more renders of ${provider} have ended, and it has not called back. Clips are found by asking, which is slower: check that FIRSTFRAME_PUBLIC_URL can be reached from outside.`;
    told.push({ kind: 'callbacks_missing', subject: `vendor:${provider}`, period: dayOf(nowMs()), say });
  }
  return told;
}

async function dying({ store }: AlertWatchDeps): Promise<readonly Told[]> {
  return (await store.run(() => findDyingClips(DYING_MS))).map(({ taskId, accountId: account, diesAtMs }) => {
    const say = `The clip of ${taskId} is paid for, cannot be fetched, and its vendor deletes it at ${new Date(diesAtMs).toISOString()}. Look at the log for why, and at the vendor's console.`;
    return { kind: 'clip_expiring', subject: `clip:${taskId}`, period: 'once', say, account, taskId };
  });
}

async function disk({ blobs, nowMs }: AlertWatchDeps): Promise<readonly Told[]> {
  const freeBytes = await blobs.freeBytes();
  if (freeBytes === undefined || freeBytes >= LOW_BYTES) return [];
  const say = `${Math.floor(freeBytes / 1024 ** 2)} MiB are free where clips are kept. Below 512 MiB no task is accepted: make room, or delete clips.`;
  return [{ kind: 'disk_low', subject: `disk:${blobs.id}`, period: dayOf(nowMs()), say }];
}

async function keys({ store }: AlertWatchDeps): Promise<readonly Told[]> {
  const stopped = (await store.run(listBreakers)).filter(({ state }) => state !== 'counting');
  const told: Told[] = [];
  for (const { provider, fingerprint, cause, say: why, openedAtMs = 0 } of stopped) {
    // What the vendor's words say to set is then that account's.
    const account = await store.runOne(() => findKeyOwner(provider, fingerprint));
    const whose = account === undefined ? 'its key' : `the key of the account ${account}`;
    const say = `Nothing is sent to ${provider} under ${whose} (${cause}): ${why} Tasks wait, two days at most; firstframe resume --route ${provider} tries it again at once.`;
    const about = { subject: `key:${provider}:${fingerprint}`, period: String(openedAtMs), say };
    told.push({ kind: 'key_stopped', ...about, ...(account === undefined ? {} : { account }) });
  }
  return told;
}

/** Receivers keep tokens in queries. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return 'a URL that is none';
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}
