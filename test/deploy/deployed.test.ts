import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startBucket } from '../cluster/start-bucket.js';
import { startPostgres } from '../postgres.js';
import { readYaml } from './read-yaml.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(path.join(ROOT, 'deploy', name), 'utf8');

const serviceSchema = z.object({
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  read_only: z.literal(true),
  tmpfs: z.tuple([z.literal('/tmp')]),
  cap_drop: z.tuple([z.literal('ALL')]),
});
const composeSchema = z.object({
  services: z.object({
    migrate: serviceSchema,
    server: serviceSchema.extend({ deploy: z.object({ replicas: z.literal('2') }) }),
  }),
});
const { migrate, server } = composeSchema.parse(readYaml(read('compose.yaml'))[0]).services;
const dockerfile = read('Dockerfile');

describe('the files in deploy/', () => {
  it('start the same commands in a container, a unit and a pod', () => {
    const cmd = z.array(z.string()).parse(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? ''));
    expect(server.command).toEqual(cmd);
    expect(dockerfile).toContain('ENTRYPOINT ["node", "bin/firstframe.js"]');
    expect(read('firstframe.service')).toMatch(/^ExecStart=\/usr\/bin\/node bin\/firstframe\.js serve --host /m);
    const podSchema = z.object({
      args: z.array(z.string()),
      securityContext: z.object({ readOnlyRootFilesystem: z.literal(true) }),
    });
    const [deployment] = readYaml(read('kubernetes/firstframe.yaml'));
    const { spec } = z
      .object({
        spec: z.object({
          template: z.object({
            spec: z.object({ initContainers: z.array(podSchema), containers: z.array(podSchema) }),
          }),
        }),
      })
      .parse(deployment);
    expect(spec.template.spec.initContainers.map(({ args }) => args)).toEqual([migrate.command]);
    expect(spec.template.spec.containers.map(({ args }) => args)).toEqual([cmd]);
  });

  it('name only variables that example.env asks for, or that have a value', () => {
    const asked = [...read('example.env').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const used = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(asked));
  });

  it('keep the image free of root, of src/ and of everything that is not asked for', () => {
    const runtime = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(runtime).toMatch(/^USER node$/m);
    expect(copiedInto(runtime)).toEqual(['package.json', 'node_modules', 'bin', 'dist', 'LICENSE', 'README.md']);
    expect(
      read('Dockerfile.dockerignore')
        .split('\n')
        .find((line) => !line.startsWith('#')),
    ).toBe('*');
  });
});

const postgres = await startPostgres();
/** As root it is tried as nobody, who has to come through every folder to the packages. */
function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o005) === 0o005;
  return isOpen && (path.dirname(folder) === folder || isOpenToAll(path.dirname(folder)));
}
const isReadable = process.getuid?.() !== 0 || isOpenToAll(realpathSync(ROOT));
const unreadable = isReadable ? undefined : 'skipped: nobody but root may read this checkout';
const missing = 'missing' in postgres ? postgres.missing : unreadable;

describe.skipIf(missing !== undefined)(
  `what compose.yaml starts (${missing ?? 'on a Postgres and a bucket of the test'})`,
  () => {
    let folder: string;
    let app: string;
    let bucket: Awaited<ReturnType<typeof startBucket>>;
    let given: Record<string, string>;
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      if ('missing' in postgres) return;
      folder = mkdtempSync(path.join(tmpdir(), 'firstframe-deploy-'));
      chmodSync(folder, 0o755);
      app = path.join(folder, 'app');
      mkdirSync(app);
      for (const name of copiedInto(dockerfile.slice(dockerfile.lastIndexOf('FROM ')))) {
        if (name === 'node_modules') symlinkSync(path.join(ROOT, name), path.join(app, name));
        else cpSync(path.join(ROOT, name), path.join(app, name), { recursive: true });
      }
      chmodSync(app, 0o555);
      bucket = await startBucket(0, () => 1);
      given = {
        ...{ FIRSTFRAME_SECRET_KEY: 's'.repeat(64), FIRSTFRAME_ADMIN_KEY: 'deploy-admin-key', POSTGRES_PASSWORD: 'p' },
        ...bucket.environment,
        ...{ MINIO_PASSWORD: 'm', FIRSTFRAME_DATABASE_URL: reachable(await postgres.createDatabase()) },
      };
    });

    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      if (!('missing' in postgres)) await postgres.remove();
      await bucket.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** As the container has it: the image's folder is not to be written, HOME is not set, only /tmp and /data are one's own. */
    function start(name: string, command: readonly string[], environment: Readonly<Record<string, string>>) {
      const own = path.join(folder, name);
      const [data, temporary] = ['data', 'tmp'].map((each) => path.join(own, each)) as [string, string];
      mkdirSync(own, { mode: 0o755 });
      for (const each of [data, temporary]) writable(each);
      const env: Record<string, string> = { NODE_ENV: 'production', FIRSTFRAME_DATA: data, TMPDIR: temporary };
      // What is in this machine's place: the database and the bucket.
      for (const [variable, value] of Object.entries(environment))
        env[variable] = given[variable] ?? filled(value, given);
      const child = spawn(process.execPath, ['bin/firstframe.js', ...command], {
        ...{ cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] },
        ...identity(),
      });
      children.push(child);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = once(child, 'exit').then(([code]) => code as number | null);
      return { child, ended, said: () => said, data };
    }

    it(
      'migrates, serves twice, renders with nothing to write but /tmp and /data, and ends when told to',
      { timeout: 120_000 },
      async () => {
        const first = start('migrate', migrate.command, migrate.environment);
        expect([await first.ended, first.said()]).toEqual([0, expect.stringMatching(/Postgres now has 0001-first/)]);
        const servers = await Promise.all(
          ['one', 'two'].map(async (name) => {
            const port = await freePort();
            const command = server.command.map((word) => (word === '8787' ? String(port) : word));
            return { ...start(name, command, server.environment), port };
          }),
        );
        for (const { port, said } of servers) await until(async () => (await healthCheck(port)) === 0, said);
        const [one, two] = servers as [(typeof servers)[number], (typeof servers)[number]];
        const headers = { authorization: 'Bearer deploy-admin-key', 'content-type': 'application/json' };
        const still = readFileSync(path.join(ROOT, 'examples/bottle-front.jpg')).toString('base64');
        const input = {
          prompt: 'slow push in',
          first_frame_url: `data:image/jpeg;base64,${still}`,
          duration: 1,
          resolution: '480p',
        };
        const created = await fetch(`http://127.0.0.1:${one.port}/v1/tasks`, {
          ...{ method: 'POST', headers },
          body: JSON.stringify({ model: 'local/motion', input }),
        });
        const { data } = z.object({ data: z.object({ taskId: z.string() }) }).parse(await created.json());
        const taskSchema = z.object({
          data: z.object({ status: z.string(), output: z.array(z.object({ url: z.string() })).nullish() }),
        });
        let url = '';
        await until(async () => {
          // From the other one, whichever of them renders.
          const answer = await fetch(`http://127.0.0.1:${two.port}/v1/tasks/${data.taskId}`, { headers });
          const task = taskSchema.parse(await answer.json()).data;
          expect(task.status).not.toBe('fail');
          url = task.output?.[0]?.url ?? '';
          return task.status === 'success';
        }, one.said);
        const { origin, pathname, search } = new URL(url);
        // As FIRSTFRAME_PUBLIC_URL has it.
        expect(origin).toBe('http://localhost:8787');
        const clip = await fetch(`http://127.0.0.1:${two.port}${pathname}${search}`);
        expect([clip.status, (await clip.arrayBuffer()).byteLength > 1000]).toEqual([200, true]);
        for (const { child } of servers) child.kill('SIGTERM');
        expect(await Promise.all(servers.map(({ ended }) => ended))).toEqual([0, 0]);
        // Not one blob on a server's own disk.
        for (const each of servers) expect(readdirSync(each.data)).not.toContain('blobs');
      },
    );

    /** The command of HEALTHCHECK, on another port. */
    async function healthCheck(port: number): Promise<number | null> {
      const words = z.array(z.string()).parse(JSON.parse(/^ {2}CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? ''));
      const check = spawn(
        process.execPath,
        words.slice(1).map((word) => word.replace('8787', String(port))),
        { cwd: app, ...identity() },
      );
      const [code] = (await once(check, 'exit')) as [number | null];
      return code;
    }

    /** The socket's folder belongs to the database's user alone. */
    function reachable(url: string): string {
      const socket = new URL(url).searchParams.get('host');
      if (process.getuid?.() === 0 && socket !== null) chmodSync(socket, 0o755);
      return url;
    }
  },
);

/** Names that the last stage of a Dockerfile copies to where it works. */
function copiedInto(stage: string): readonly string[] {
  return [...stage.matchAll(/^COPY (?:--from=build )?(.+) \.\/\S*$/gm)].flatMap(([, names = '']) =>
    names.split(' ').map((name) => name.replace('/app/', '')),
  );
}

/** What compose makes of `${NAME:-default}` and `${NAME:?why}`. */
function filled(value: string, given: Readonly<Record<string, string>>): string {
  return value.replace(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_whole, name: string, otherwise?: string) => given[name] ?? otherwise ?? '',
  );
}

/** To root nothing is read-only; whoever else runs the tests gets folders without the right to write. */
function identity(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

function writable(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = identity();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function until(isSo: () => Promise<boolean>, said: () => string): Promise<void> {
  for (const giveUpMs = performance.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (await isSo().catch((error: unknown) => (error instanceof TypeError ? false : Promise.reject(error as Error))))
      return;
    if (performance.now() > giveUpMs) throw new Error(`not within a minute: ${said()}`);
  }
}
