import { type operations } from '../../../api/operations.ts';
import { type HandlersOf } from '../handler.ts';
import { allocatingHandlers } from './operations/allocating-handlers.ts';
import { cloudingHandlers } from './operations/clouding-handlers.ts';
import { comparingHandlers } from './operations/comparing-handlers.ts';
import { discoveringHandlers } from './operations/discovering-handlers.ts';
import { explainingHandlers } from './operations/explaining-handlers.ts';
import { planningHandlers } from './operations/planning-handlers.ts';
import { poweringHandlers } from './operations/powering-handlers.ts';
import { settlingHandlers } from './operations/settling-handlers.ts';
import { virtualHandlers } from './operations/virtual-handlers.ts';

export const operationHandlers: HandlersOf<typeof operations> = {
  ...allocatingHandlers,
  ...planningHandlers,
  ...virtualHandlers,
  ...comparingHandlers,
  ...cloudingHandlers,
  ...discoveringHandlers,
  ...poweringHandlers,
  ...explainingHandlers,
  ...settlingHandlers,
};
