import { inject } from "vitest";

import { Secret } from "../../packages/server/src/kernel/secret.ts";
import {
  type Cluster,
  openCluster,
  type PostgresServer,
  serverFromSocket,
  serverFromUrls,
} from "../../packages/server/src/platform/postgres/index.ts";
import { templates, testRoles } from "./templates.ts";

const testRegions = ["eu", "us"] as const;

declare module "vitest" {
  interface ProvidedContext {
    postgresSocket: string;
    /** Of a server of one's own: the whole suite runs against it as `HOLDFAST_DATABASE_URL` would. */
    postgresUrls: { app: string; owner: string } | null;
  }
}

/** @param through the folder of a socket that stands before the server's own. */
export function testServer(through = inject("postgresSocket")): PostgresServer {
  const urls = inject("postgresUrls");
  return urls === null
    ? serverFromSocket(through, testRoles)
    : serverFromUrls({ app: new Secret(urls.app), owner: new Secret(urls.owner) });
}

/** A whole deployment of its own (directory, keystore, two cells), cloned from migrated templates. Close it after. */
export async function testCluster(): Promise<Cluster> {
  const server = testServer();
  const cluster = clusterNamed(`t${process.pid}_${Math.random().toString(36).slice(2, 8)}`);
  const owner = server.connect("postgres", "owner", { max: 1 });
  const clone = (name: string, template: string) => owner`create database ${owner(name)} template ${owner(template)}`;
  await clone(cluster.names.directory, templates.directory);
  await clone(cluster.names.keystore, templates.keystore);
  for (const region of testRegions) await clone(cluster.names.cell(region), templates.cell);
  await owner.end();
  return cluster;
}

/** The way to a server: of the control databases, and of some of the regions. */
export type Ways = Readonly<Partial<Record<"control" | (typeof testRegions)[number], string>>>;

/** The same databases over pools of their own, as another process has them. Close it after. */
export const sameCluster = ({ names }: Cluster, ways: Ways = {}): Cluster =>
  clusterNamed(names.directory.replace(/_directory$/, ""), ways);

function clusterNamed(prefix: string, ways: Ways = {}): Cluster {
  const regions = Object.fromEntries(testRegions.map((region) => [region, testServer(ways[region])]));
  return openCluster({ prefix, control: testServer(ways.control), regions, poolSize: 6 });
}
