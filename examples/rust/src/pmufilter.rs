// SPDX-License-Identifier: BSD-2-Clause
//! libpmufilter for Rust: what a VMM needs to load a policy, and no more. See libpmufilter(3).
//!
//! A VMM calls, before any vCPU runs, and goes on only when each call has succeeded:
//!
//!   Policy::check()   the bytes of a blob
//!   Policy::pick()    what of it serves this host
//!   Policy::load_vm() on x86, or Policy::load_vcpu() on arm64
#![allow(dead_code)] // a VMM for one architecture needs one way to load

use std::ffi::CStr;
use std::fmt;
use std::os::raw::{c_char, c_int, c_void};
use std::os::unix::io::RawFd;
use std::{io, mem, ptr, slice};

/// Bytes of the largest blob. Read one more, to see that a file is too large.
pub const MAX_BLOB_SIZE: usize = 1 << 20;

/// The only value of `Host::guest_pmu` that is good news.
pub const GUEST_PMU_YES: u32 = 1;

const OK: c_int = 0;
const MAX_MIDRS: usize = 16;

/// struct pmuf_view
#[repr(C)]
pub struct View {
    blob: *const c_void,
    size: usize,
}

/// struct pmuf_host
#[repr(C)]
#[derive(Clone)]
pub struct Host {
    pub size: u32,
    pub architecture: u32,
    pub vendor: u32,
    pub family: u32,
    pub model: u32,
    pub stepping: u32,
    pub kernel_has: u32,
    pub guest_pmu: u32,
    pub is_guest: u32,
    pub hypervisor: [c_char; 16],
    pub midr_count: u32,
    pub midr: [u32; MAX_MIDRS],
}

/// struct pmuf_choice
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Choice {
    pub section: u32,
    pub alternative: u32,
    pub missing: u32,
}

/// struct pmuf_result
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Answer {
    pub error_number: i32,
    pub loaded: u32,
    pub record: u32,
}

extern "C" {
    fn pmuf_check(blob: *const c_void, size: usize, view: *mut View, offset: *mut usize) -> c_int;
    fn pmuf_checksum(view: *const View) -> u32;
    fn pmuf_policy_name(view: *const View, name: *mut *const c_char) -> usize;
    fn pmuf_probe(kvm_fd: c_int, host: *mut Host) -> c_int;
    fn pmuf_pick(view: *const View, host: *const Host, out: *mut Choice) -> c_int;
    fn pmuf_load_vm(
        vm_fd: c_int,
        view: *const View,
        choice: *const Choice,
        result: *mut Answer,
    ) -> c_int;
    fn pmuf_load_vcpu(
        vcpu_fd: c_int,
        view: *const View,
        choice: *const Choice,
        result: *mut Answer,
    ) -> c_int;
    fn pmuf_strerror(error: c_int) -> *const c_char;
}

/// Why libpmufilter did not do something. After any of these, no vCPU is to run.
#[derive(Debug)]
pub struct Error {
    /// enum pmuf_error
    pub code: i32,
    /// What the kernel said, when it was asked.
    pub os_error: Option<io::Error>,
}

impl Error {
    fn new(code: c_int, error_number: i32) -> Error {
        let os_error = (error_number != 0).then(|| io::Error::from_raw_os_error(error_number));
        Error { code, os_error }
    }

    /// Of the library's own: a constant, in ASCII.
    pub fn sentence(&self) -> &'static str {
        let sentence = unsafe { CStr::from_ptr(pmuf_strerror(self.code)) };
        sentence.to_str().unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match &self.os_error {
            Some(error) => write!(out, "{} ({})", self.sentence(), error),
            None => write!(out, "{}", self.sentence()),
        }
    }
}

impl std::error::Error for Error {}

/// A blob that was checked, and its bytes.
pub struct Policy {
    view: View,
    _blob: Vec<u8>, // which the view points into: a Vec's bytes stay where they are
}

// The blob is never written to again.
unsafe impl Send for Policy {}
unsafe impl Sync for Policy {}

impl Policy {
    /// Checks all bytes of a blob. They have to come from read(2): a mapped file can change.
    pub fn check(blob: Vec<u8>) -> Result<Policy, Error> {
        let mut view = View { blob: ptr::null(), size: 0 };
        let code =
            unsafe { pmuf_check(blob.as_ptr().cast(), blob.len(), &mut view, ptr::null_mut()) };
        match code {
            OK => Ok(Policy { view, _blob: blob }),
            _ => Err(Error::new(code, 0)),
        }
    }

    /// For the record of what a VM was started under.
    pub fn checksum(&self) -> u32 {
        unsafe { pmuf_checksum(&self.view) }
    }

    pub fn name(&self) -> &str {
        let mut name: *const c_char = ptr::null();
        let bytes = unsafe {
            match pmuf_policy_name(&self.view, &mut name) {
                0 => &[],
                size => slice::from_raw_parts(name.cast(), size),
            }
        };
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// What of the policy serves this host, if anything does. `kvm_fd` is /dev/kvm.
    pub fn pick(&self, host: &Host) -> Result<Choice, Error> {
        let mut choice = Choice::default();
        match unsafe { pmuf_pick(&self.view, host, &mut choice) } {
            OK => Ok(choice),
            code => Err(Error::new(code, 0)),
        }
    }

    /// x86: into a VM that this process created, before any of its vCPUs runs.
    pub fn load_vm(&self, vm_fd: RawFd, choice: &Choice) -> Result<Answer, Error> {
        let mut answer = Answer::default();
        match unsafe { pmuf_load_vm(vm_fd, &self.view, choice, &mut answer) } {
            OK => Ok(answer),
            code => Err(Error::new(code, answer.error_number)),
        }
    }

    /// arm64: through one vCPU of a VM, after KVM_ARM_VCPU_INIT and before the vCPU's PMU is
    /// initialised. After an error, close the VM.
    pub fn load_vcpu(&self, vcpu_fd: RawFd, choice: &Choice) -> Result<Answer, Error> {
        let mut answer = Answer::default();
        match unsafe { pmuf_load_vcpu(vcpu_fd, &self.view, choice, &mut answer) } {
            OK => Ok(answer),
            code => Err(Error::new(code, answer.error_number)),
        }
    }
}

impl Host {
    /// The host at hand. `kvm_fd` is /dev/kvm.
    pub fn probe(kvm_fd: RawFd) -> Result<Host, Error> {
        let mut host: Host = unsafe { mem::zeroed() };
        host.size = mem::size_of::<Host>() as u32;
        match unsafe { pmuf_probe(kvm_fd, &mut host) } {
            OK => Ok(host),
            code => Err(Error::new(code, io::Error::last_os_error().raw_os_error().unwrap_or(0))),
        }
    }
}
