import { expect, test } from 'vitest';
import { openapi } from '../../packages/clusto/src/api/openapi.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

const http = useHttpServer(databases[0]!);

/** What a page or a style loads, as its text has it. */
const loadsOf = (text: string): string[] =>
  [...text.matchAll(/(?:src|href)="([^"]*)"|url\(["']?([^"')]*)/g)].map(([, one, other]) => one ?? other ?? '');

test('the documentation loads nothing from another origin, and its policy would not let it', async () => {
  const page = await http.ask({ url: '/docs' });
  expect(page.headers['content-type']).toMatch('text/html');
  const policy = String(page.headers['content-security-policy']);
  const sources = policy.split(';').flatMap((one) => one.trim().split(' ').slice(1));
  expect([...new Set(sources)].toSorted()).toEqual(["'none'", "'self'", 'data:']);
  expect(policy).toContain("default-src 'none'");
  // neither scripts nor styles in the page itself, which the policy would refuse
  expect(page.body).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=/);
  const loads = loadsOf(page.body);
  expect(loads.length).toBeGreaterThan(3);
  for (const url of loads) {
    expect(url).toMatch(/^\/docs\//);
    const answer = await http.ask({ url });
    expect(answer.statusCode, url).toBe(200);
    expect(answer.headers['content-security-policy'], url).toBe(policy);
    if (url.endsWith('.css')) for (const inner of loadsOf(answer.body)) expect(inner, url).toMatch(/^data:/);
  }
  const start = await http.ask({ url: '/docs/static/swagger-initializer.js' });
  expect(start.body).toContain('"validatorUrl":null');
  expect(start.body).not.toMatch(/https?:\/\/(?!stackoverflow\.com)/);
});

test('it shows the contract', async () => {
  expect(await http.get('/docs/json')).toEqual(JSON.parse(JSON.stringify(openapi())));
});
