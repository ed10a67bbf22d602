#!/bin/bash
# LVM for a kernel without device mapper: mounted over /usr/sbin/lvm, in a mount namespace with a /dev of its own. The real
# LVM keeps its metadata and decides everything, but activates nothing; what it would map, one
# linear extent for each volume, is mapped by a loop device at the same place of the image that holds the volume group.
set -u
real=/run/clusto-test-lvm
export LVM_SUPPRESS_FD_WARNINGS=1
command=$(basename "$0")
if [ "$command" = lvm ]; then
  command=$1
  shift
fi
exec 9>"$real.lock"
flock 9
# LVM, whose name says what it is to do, without the lock, which a loop device must not inherit either
lvm() { (exec 9>&- -a "$command" "$real" "$@"); }
ask() { (exec 9>&- -a lvm "$real" "$@" --noheadings --nosuffix --units b --separator ' ' 2>/dev/null); }

map_volumes() {
  local group volume device extents size begin start extent image offset link kept=' '
  while read -r group volume extents size; do
    kept+="/dev/$group/$volume "
    [ -e "/dev/$group/$volume" ] && continue
    device=${extents%%:*}
    begin=${extents#*:}
    read -r start extent < <(ask pvs -o pe_start,vg_extent_size "$device")
    image=$(losetup -nO BACK-FILE "$device")
    offset=$((start + ${begin%%-*} * extent))
    mkdir -p "/dev/$group"
    ln -s "$(losetup --find --show --offset "$offset" --sizelimit "$size" "$image" 9>&-)" "/dev/$group/$volume"
  done < <(ask lvs -o vg_name,lv_name,seg_pe_ranges,lv_size)
  for link in /dev/vg*/*; do
    [ -L "$link" ] || continue
    [[ $kept == *" $link "* ]] && continue
    losetup -d "$(readlink "$link")"
    rm "$link"
  done
}

case $command in
  vgchange) map_volumes ;;
  # to libvirt a volume is one that is active: the fifth of its attributes
  lvs)
    lvm "$@" | sed 's/#\([^#]\{4\}\)[^#]\([^#]*\)$/#\1a\2/'
    exit "${PIPESTATUS[0]}"
    ;;
  lvcreate)
    # new volumes are wiped by way of their device, which is not there yet
    lvm --wipesignatures n --zero n "$@"
    status=$?
    map_volumes
    exit $status
    ;;
  lvremove | lvextend | lvresize)
    lvm "$@"
    status=$?
    map_volumes
    exit $status
    ;;
  *) lvm "$@" ;;
esac
