// SPDX-License-Identifier: BSD-2-Clause
//! What the Rust example takes the library's structs for; layout.c says what they are.
#[path = "../../examples/rust/src/pmufilter.rs"]
mod pmufilter;

use pmufilter::{Answer, Choice, Host, View, GUEST_PMU_YES, MAX_BLOB_SIZE};
use std::mem::{align_of, size_of};

macro_rules! print_offsets {
    ($name:expr, $value:ident, $($field:ident),+) => {
        let start = &$value as *const _ as usize;
        $(println!("{}.{} {}", $name, stringify!($field), &$value.$field as *const _ as usize - start);)+
    };
}

fn main() {
    let host: Host = unsafe { std::mem::zeroed() };
    let choice = Choice::default();
    let answer = Answer::default();

    println!("view {} {}", size_of::<View>(), align_of::<View>());
    println!("host {} {}", size_of::<Host>(), align_of::<Host>());
    println!("choice {} {}", size_of::<Choice>(), align_of::<Choice>());
    println!("result {} {}", size_of::<Answer>(), align_of::<Answer>());
    print_offsets!("host", host, size, architecture, vendor, family, model, stepping, kernel_has);
    print_offsets!("host", host, guest_pmu, is_guest, hypervisor, midr_count, midr);
    print_offsets!("choice", choice, section, alternative, missing);
    print_offsets!("result", answer, error_number, loaded, record);
    println!("constants {} {}", GUEST_PMU_YES, MAX_BLOB_SIZE);
}
