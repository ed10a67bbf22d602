#!/bin/bash
# A libvirtd of its own: configuration, state, sockets and network are in FOLDER and in namespaces, so that nothing of the
# machine is touched and nothing has to run on it, not even systemd.
# usage: private-libvirtd.sh FOLDER [BRIDGE…]   prints READY, and runs until its standard input ends
# VOLUME_GROUP_MB: how large a volume group vg0 it has, of real LVM on loop devices. BESIDE: the process of another such
# libvirtd, whose network and devices, vg0 among them, it shares.
set -eu
folder=$1
shift
mkdir -p "$folder"/{etc,run,lib,log,cache}
cp -a /etc/libvirt/. "$folder/etc/"
cat >"$folder/etc/libvirtd.conf" <<CONF
auth_unix_ro = "none"
auth_unix_rw = "none"
host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
log_outputs = "2:file:$folder/log/libvirtd.log"
CONF
# guests run as root: what they open lies in folders of the test
cat >"$folder/etc/qemu.conf" <<CONF
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
CONF
inner='
set -eu
folder=$1
support=$2
shift 2
mount --make-rprivate /
ip link set lo up
if [ -n "${VOLUME_GROUP_MB:-}" ]; then
  # with a /dev of its own, in which a volume group of this name is nobody else'"'"'s
  mkdir "$folder/dev" "$folder/lvm"
  mount -t tmpfs -o mode=755 dev "$folder/dev"
  find /dev -mindepth 1 -maxdepth 1 ! -type d ! -name "loop[0-9]*" -exec cp -a {} "$folder/dev/" \;
  for number in $(seq 0 63); do mknod -m 600 "$folder/dev/loop$number" b 7 "$number"; done
  for inner in $(find /dev -mindepth 1 -maxdepth 1 -type d); do
    mkdir "$folder$inner"
    mount --rbind "$inner" "$folder$inner"
  done
  mount --rbind "$folder/dev" /dev
  truncate -s "${VOLUME_GROUP_MB}M" "$folder/lvm/image"
  disk=$(losetup --find --show "$folder/lvm/image")
  filter="[ \"a|^$disk$|\", \"r|.*|\" ]"
  cat >"$folder/lvm/lvm.conf" <<CONF
devices { use_devicesfile = 0 filter = $filter global_filter = $filter }
global { activation = 0 event_activation = 0 use_lvmpolld = 0 }
activation { udev_sync = 0 udev_rules = 0 monitoring = 0 }
backup { backup = 0 archive = 0 }
CONF
  mount --bind "$folder/lvm" /etc/lvm
  touch /run/clusto-test-lvm
  mount --bind /usr/sbin/lvm /run/clusto-test-lvm
  mount --bind "$support/lvm-on-loop-devices.sh" /usr/sbin/lvm
  pvcreate -y "$disk" >/dev/null
  vgcreate vg0 "$disk" >/dev/null
fi
for bridge; do ip link add "$bridge" type bridge && ip link set "$bridge" up; done
mkdir -p /run/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt
mount --bind "$folder/etc" /etc/libvirt
mount --bind "$folder/run" /run/libvirt
mount --bind "$folder/lib" /var/lib/libvirt
mount --bind "$folder/log" /var/log/libvirt
mount --bind "$folder/cache" /var/cache/libvirt
mkdir -p /var/lib/libvirt/images
virtlogd -d -p "$folder/virtlogd.pid"
libvirtd -d -p "$folder/libvirtd.pid"
'
trap '[ ! -e "$folder/lvm/image" ] || losetup -nO NAME -j "$folder/lvm/image" | xargs -r losetup -d' EXIT
enter=(unshare --mount --net)
[ -z "${BESIDE:-}" ] || enter=(nsenter --target "$BESIDE" --mount --net unshare --mount)
"${enter[@]}" bash -c "$inner" inner "$folder" "$(dirname "$(readlink -f "$0")")" "$@"
until [ -S "$folder/run/libvirt-sock" ]; do sleep 0.05; done
socket="socket=$folder/run/libvirt-sock"
# the test driver forgets its domains when nobody is connected
coproc held { virsh -q -c "test+unix:///default?$socket"; }
echo uri >&"${held[1]}"
read -r _connected <&"${held[0]}"
echo READY
cat >/dev/null || true
kill "$held_PID" 2>/dev/null || true
for domain in $(virsh -q -c "qemu+unix:///system?$socket" list --uuid); do
  virsh -q -c "qemu+unix:///system?$socket" destroy "$domain" || true
done
for daemon in libvirtd virtlogd; do
  [ -s "$folder/$daemon.pid" ] && kill "$(cat "$folder/$daemon.pid")" || true
done
