import { visible } from './attribute-condition.ts';

/** Names that are in use, from `$2` to `$3` in the order of code points, `$4` at most, at the version in `$1`. */
export const namesFrom = `select e.name from entity_states e where e.name >= $2 and e.name <= $3 and ${visible('e')} order by e.name limit $4`;
