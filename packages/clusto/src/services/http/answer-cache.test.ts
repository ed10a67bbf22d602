import { expect, test } from 'vitest';
import { type Clusto } from '../../operations/clusto.ts';
import { AnswerCache } from './answer-cache.ts';

const inventory = (): Clusto => ({}) as Clusto;
const answer = (length: number) => ({ status: 200, headers: {}, text: 'x'.repeat(length) });

test('it holds so much, and what was asked for last', () => {
  const answers = new AnswerCache(160_000).of(inventory());
  for (let number = 0; number < 100; number += 1) {
    answers?.set(`/${number}`, answer(3000));
    answers?.get('/0');
  }
  const held = Array.from({ length: 100 }, (_, number) => number).filter((number) => answers?.get(`/${number}`));
  expect(held.length).toBeGreaterThan(10);
  expect(held.length * 2 * 3000).toBeLessThan(160_000);
  expect([held[0], held.at(-1)]).toEqual([0, 99]);
});

test('one large answer does not drive out the others', () => {
  const answers = new AnswerCache(160_000).of(inventory());
  answers?.set('/small', answer(10));
  answers?.set('/large', answer(6000));
  expect([answers?.get('/small'), answers?.get('/large')]).toEqual([answer(10), undefined]);
});

test('each inventory has its own', () => {
  const cache = new AnswerCache(160_000);
  const [one, other] = [inventory(), inventory()];
  cache.of(one)?.set('/', answer(1));
  expect([cache.of(one)?.get('/'), cache.of(other)?.get('/')]).toEqual([answer(1), undefined]);
});

test('none is kept where nothing may be held', () => {
  expect(new AnswerCache(0).of(inventory())).toBe(undefined);
});
