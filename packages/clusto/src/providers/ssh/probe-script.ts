/** The tools that a host is asked by, as the marks in the output of the script name them. */
export type ProbeTool = 'hostname' | 'meminfo' | 'lscpu' | 'lsblk' | 'ip' | 'dmidecode' | 'lshw';

/** Begins a line that stands before the output of a tool, or after it with its exit status. */
export const probeMark = '@@clusto';

/**
 * What a shell on a host is given to read: it only asks, and is always the same. Only root may ask the firmware; lshw is slow,
 * so that it is asked only where dmidecode is not there.
 */
export const probeScript = `export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
ask() { name=$1; shift; echo "${probeMark} begin $name"; "$@" 2>/dev/null; status=$?; echo; echo "${probeMark} end $status"; return $status; }
ask hostname uname -n
ask meminfo cat /proc/meminfo
ask lscpu lscpu -J
ask lsblk lsblk -J -b -d -o NAME,SIZE,TYPE,MODEL,SERIAL,REV
ask ip ip -j -d addr
ask dmidecode root dmidecode -t system -t memory || ask lshw root lshw -json -quiet
exit 0
`;
