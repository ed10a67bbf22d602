/** What of the environment means something to clusto, and so is not that of whoever runs the tests. */
export const ownVariables = [
  'CLUSTO_DSN',
  'CLUSTO_CONFIG',
  'CLUSTO_ACTOR',
  'CLUSTO_DEBUG',
  'CLUSTO_TYPE_FILTER',
  'FORCE_COLOR',
  'NO_COLOR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
];
