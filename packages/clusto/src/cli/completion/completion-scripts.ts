/** What a shell runs to complete a command line; each asks `clusto __complete`, which knows the rest. */
export const completionScripts = {
  bash: String.raw`# completion of clusto for bash: source <(clusto completion bash)
_clusto() {
  local answer word
  COMPREPLY=()
  answer=$("${'${'}1/#\~/$HOME}" __complete bash "$2" "${'${'}COMP_LINE:0:$COMP_POINT}" 2>/dev/null) || return 0
  if [ "$answer" = :files ]; then
    compopt -o default 2>/dev/null
  elif [ -n "$answer" ]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done <<<"$answer"
  fi
}
complete -F _clusto clusto
`,
  zsh: String.raw`#compdef clusto
# completion of clusto for zsh: source <(clusto completion zsh), or as a file _clusto in a folder of $fpath
_clusto() {
  local -a lines found shown
  local line answer
  answer=$("${'${'}(Q)words[1]/#\~/$HOME}" __complete zsh "${'${'}(@Q)words[1,CURRENT-1]}" "${'${'}(Q)PREFIX}" 2>/dev/null)
  if [[ $answer == :files ]]; then
    _files
    return
  fi
  lines=("${'${'}(@f)answer}")
  for line in $lines; do
    [[ -n $line ]] || continue
    found+=("${'${'}line%%$'\t'*}")
    shown+=("${'${'}line/$'\t'/  -- }")
  done
  compadd -l -d shown -a -- found
}
if [ "$funcstack[1]" = _clusto ]; then _clusto "$@"; else compdef _clusto clusto; fi
`,
  fish: String.raw`# completion of clusto for fish: clusto completion fish | source
function __clusto_complete
  set -l words (commandline -opc)
  set -l program (string replace -r '^~' $HOME -- $words[1])
  set -l answer ($program __complete fish $words (commandline -ct | string unescape) 2>/dev/null)
  if test "$answer" = :files
    __fish_complete_path (commandline -ct)
  else
    string join \n -- $answer
  end
end
complete -c clusto -f -a '(__clusto_complete)'
`,
} as const;
