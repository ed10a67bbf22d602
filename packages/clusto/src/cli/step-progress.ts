/** Tells on stderr what is being done: on a terminal in one line that changes, elsewhere a line for each step. */
export interface StepProgress {
  step(machine: string, step: string): void;
  /** Clears the line that changes, before something else is printed. */
  clear(): void;
}

export function stepProgress(): StepProgress {
  const { stderr } = process;
  const isTerminal = stderr.isTTY;
  const clear = '\r\u001B[2K';
  return {
    step: (machine, step) => void stderr.write(isTerminal ? `${clear}${machine}: ${step}` : `${machine}: ${step}\n`),
    clear: () => {
      if (isTerminal) stderr.write(clear);
    },
  };
}
