import { expect, test } from 'vitest';
import { failure } from '../../base/errors.ts';
import { UndoStack } from './undo-stack.ts';

test('takes back the newest first, and keeps the first error', async () => {
  const done: string[] = [];
  const undo = new UndoStack();
  for (const what of ['one', 'two', 'three']) undo.push(what, async () => done.push(what));
  undo.drop();
  const problem = failure('VM_NOT_PLACED', { machine: 'v1' });
  const { error, isClean } = await undo.undo(problem);
  expect(done).toEqual(['two', 'one']);
  expect(isClean).toBe(true);
  expect(error).toMatchObject({
    code: 'VM_NOT_PLACED',
    message: 'v1 is on no host; undone: two, one.',
    cause: problem,
  });
});

test('names what could not be taken back, and goes on', async () => {
  const undo = new UndoStack();
  undo.push('one', async () => {});
  undo.push('two', async () => {
    throw new Error('it is held.');
  });
  const { error, isClean } = await undo.undo(failure('VM_NOT_PLACED', { machine: 'v1' }));
  expect(isClean).toBe(false);
  expect(error).toMatchObject({
    message: 'v1 is on no host; undone: one; left behind: two (it is held); run `clusto vm repair`.',
  });
});

test("leaves errors alone that are nobody's", async () => {
  const bug = new TypeError('bug');
  expect(await new UndoStack().undo(bug)).toEqual({ error: bug, isClean: true });
});
