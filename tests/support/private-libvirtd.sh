#!/bin/bash
# A libvirtd of its own: configuration, state, sockets and network are in FOLDER and in namespaces, so that nothing of the
# machine is touched and nothing has to run on it, not even systemd.
# usage: private-libvirtd.sh FOLDER [BRIDGE…]   prints READY, and runs until its standard input ends
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
shift
mount --make-rprivate /
ip link set lo up
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
unshare --mount --net bash -c "$inner" inner "$folder" "$@"
until [ -S "$folder/run/libvirt-sock" ]; do sleep 0.05; done
socket="socket=$folder/run/libvirt-sock"
# the test driver forgets its domains when nobody is connected
coproc held { virsh -q -c "test+unix:///default?$socket"; }
echo READY
cat >/dev/null || true
kill "$held_PID" 2>/dev/null || true
for domain in $(virsh -q -c "qemu+unix:///system?$socket" list --uuid); do
  virsh -q -c "qemu+unix:///system?$socket" destroy "$domain" || true
done
for daemon in libvirtd virtlogd; do
  [ -s "$folder/$daemon.pid" ] && kill "$(cat "$folder/$daemon.pid")" || true
done
