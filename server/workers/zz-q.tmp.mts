import { openDatabase } from "@/lib/db/open";
import { migrate } from "@/lib/db/migrate";
import { createMetricStore } from "@/lib/services/metrics/metric-store";
import { queryMetrics } from "@/lib/services/metrics/query-metrics";
import { rollUp } from "./rollup";
import { vacuumTables } from "./vacuum";
import { mkdtempSync } from "node:fs";
import { pino } from "pino";
const log = pino({level:"warn"});
const dir = mkdtempSync("/tmp/mx/d-");
const d = await openDatabase({ dataDir: dir, log, databaseUrl: process.env.PGURL });
await migrate(d);
const S=60;
const store0 = await createMetricStore({ database: d, hostName: "h", now: ()=>new Date() });
await store0.record(Array.from({length:S},(_,i)=>({source:"a",kind:"external" as const,name:`m${i}`,value:1,atMs:Date.now(),labels:{}})));
const now=Math.floor(Date.now()/1000);
const fill = async (t:string, step:number, span:number)=>{ const end=Math.floor(now/step)*step; const n=Math.floor(span/step); const t0=performance.now();
 for(let c=0;c<n;c+=1440) await d.pool.query(`insert into ${t} select s, to_timestamp(${end}-(${n}-i)*${step}), random()*${step}, ${step}, random(), random() from generate_series(${c},${Math.min(n,c+1440)-1}) i, generate_series(1,${S}) s on conflict do nothing`);
 console.log(t, n*S, Math.round(performance.now()-t0),"ms"); };
await fill("samples_1s",1,4200); await fill("samples_10s",10,86400); await fill("samples_1m",60,30*86400); await fill("samples_10m",600,400*86400); await fill("samples_1h",3600,400*86400); await fill("samples_6h",21600,400*86400);
if (process.env.ANALYZE) console.log(await vacuumTables(d));
const store = await createMetricStore({ database: d, hostName: "h", now: ()=>new Date() });
{ const t=performance.now(); await rollUp({store, database:d}, Date.now()); console.log("catch up", Math.round(performance.now()-t)); }
const ctx:any = { services: { metrics: store, database: d, now: ()=>new Date() }, principal: {permissions:["metrics.read"]}, via:"rest" };
const ids=[1,6,11,16,21,26,31,36,41,46,51,56];
const H=3600e3, D=24*H;
for (const [n,r] of [["15m",H/4],["1h",H],["2h",2*H],["6h",6*H],["12h",12*H],["24h",D],["3d",3*D],["7d",7*D],["14d",14*D],["18d",18*D],["30d",30*D],["60d",60*D],["110d",110*D],["200d",200*D],["400d",400*D-1000]] as const) {
  const ts:number[]=[]; let pts=0, step=0, bytes=0;
  for(let i=0;i<40;i++){ const to=Date.now(); const t=performance.now(); const x=await queryMetrics(ctx,{series:ids,from:new Date(to-r).toISOString(),to:new Date(to).toISOString()}); ts.push(performance.now()-t); pts=x.times.length; step=x.stepMs; if(i===0) bytes=JSON.stringify(x).length; }
  ts.sort((a,b)=>a-b); console.log(n.padEnd(5),"step",step/1000,"points",pts,"p50",ts[20]!.toFixed(1),"p95",ts[37]!.toFixed(1),"max",ts[39]!.toFixed(1), "json", bytes);
}
await d[Symbol.asyncDispose]();
