// SPDX-License-Identifier: MIT
// A real gateway on a data directory of its own and a free port, managed through its command line as people do.
// The program is named by GATEWAYD.
import { spawn, execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const startBound = 30_000;
const stopBound = 30_000;

// Waits until `condition` gives something true, and gives that.
export async function until(condition, what, bound = 10_000) {
  const end = Date.now() + bound;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${bound} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export class Gateway {
  static async create() {
    const program = process.env.GATEWAYD;
    if (!program) throw new Error("Set GATEWAYD to the path of api-gatewayd.");
    return new Gateway(program, await mkdtemp(join(tmpdir(), "gateway-clients-")));
  }

  constructor(program, dataDir) {
    this.program = program;
    this.dataDir = dataDir;
    const inherited = Object.entries(process.env).filter(([name]) => !/^(GATEWAY_|SECRET_KEY|SQLALCHEMY_|https?_proxy)/i.test(name));
    this.env = { ...Object.fromEntries(inherited), GATEWAY_SECRET_KEY: "client-tests-master-secret-0123456789" };
  }

  // One command; what it printed.
  async command(args, { input } = {}) {
    const promise = run(this.program, ["--data-dir", this.dataDir, ...args], { env: this.env, timeout: startBound });
    promise.child.stdin.on("error", () => {}); // most commands end without reading it
    promise.child.stdin.end(input ?? "");
    return (await promise).stdout;
  }

  async json(args) {
    return JSON.parse(await this.command([...args, "--json"]));
  }

  async issueKey(user, options = []) {
    return (await this.command(["key", "issue", "--user", user, ...options])).trim();
  }

  // A key that the running gateway knows.
  async issueKeyInEffect(user, options) {
    const issued = await this.json(["key", "issue", "--user", user, ...options]);
    await this.inEffect();
    return issued;
  }

  // Commands take effect in a running gateway within a second. What it says of a key that only serves for this tells
  // when: polling with a new key would be guessing at keys, and be slowed.
  async inEffect() {
    const mark = `mark ${(this.marks += 1)}`;
    await this.command(["key", "set", String(this.marker.id), "--name", mark]);
    const headers = { authorization: `Bearer ${this.marker.key}` };
    await until(
      async () => (await (await fetch(`${this.url}/v1/usage`, { headers })).json()).key.label === mark,
      "the commands to take effect",
    );
  }

  async start() {
    this.marks = 0;
    await this.command(["user", "add", "marker"]);
    this.marker = await this.json(["key", "issue", "--user", "marker"]);
    this.process = spawn(this.program, ["--data-dir", this.dataDir, "serve", "--listen", "127.0.0.1:0"], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.errors = "";
    this.process.stderr.on("data", (data) => (this.errors += data));
    const exited = once(this.process, "exit").then(([code]) => {
      throw new Error(`The gateway ended with ${code}: ${this.errors}`);
    });
    exited.catch(() => {}); // its end at stop() is no failure
    const listening = (async () => {
      for await (const line of createInterface(this.process.stdout)) {
        const match = /^listening on (http:\S+)$/.exec(line);
        if (match) return match[1];
      }
      return new Promise(() => {}); // its exit tells more
    })();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The gateway did not listen: ${this.errors}`)), startBound);
    });
    this.url = await Promise.race([listening, exited, late]).finally(() => clearTimeout(timer));
  }

  async stop() {
    if (this.process && this.process.exitCode === null) {
      const exit = once(this.process, "exit");
      this.process.kill("SIGTERM");
      const timer = setTimeout(() => this.process.kill("SIGKILL"), stopBound);
      const [code] = await exit;
      clearTimeout(timer);
      this.exitCode = code;
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }

  // The row of a call when it is no longer open.
  async settledRow(id) {
    return until(async () => {
      const row = await this.json(["requests", "show", id]);
      return row.status === "open" ? null : row;
    }, `row ${id} to be settled`);
  }

  // The row of the one call that was made since there were so many rows.
  async settledRowAfter(count) {
    const [newest] = await until(async () => {
      const rows = await this.rows();
      return rows.length > count ? rows : null;
    }, "the row of the call");
    return this.settledRow(newest.id);
  }

  // The rows of these calls, or of all, when none is open any more.
  async settledRows(ids) {
    return until(async () => {
      const all = await this.rows();
      const rows = ids ? all.filter(({ id }) => ids.includes(id)) : all;
      return (!ids || rows.length === ids.length) && rows.every(({ status }) => status !== "open") ? rows : null;
    }, "every row to be settled");
  }

  async rows() {
    return this.json(["requests", "list", "--limit", "1000"]);
  }
}
