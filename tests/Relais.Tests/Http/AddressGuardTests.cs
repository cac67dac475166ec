using System.Net;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Holds the guard to the addresses that others test with, and to both ends of every range it knows.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("10.254.0.0")]
    [InlineData("192.168.10.65")]
    [InlineData("172.16.10.65")]
    [InlineData("0.1.2.3")]
    [InlineData("127.254.254.254")]
    [InlineData("169.254.45.1")]
    [InlineData("255.255.255.255")]
    [InlineData("224.1.2.3")]
    [InlineData("192.0.0.255")]
    [InlineData("192.0.2.255")]
    [InlineData("198.51.100.65")]
    [InlineData("203.0.113.6")]
    [InlineData("100.100.0.0")]
    [InlineData("192.88.99.3")]
    [InlineData("198.18.0.0")]
    [InlineData("240.240.240.240")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:0.0.0.1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::dead:beef")]
    [InlineData("febf:ffff::dead:beef")]
    [InlineData("fd7a:115c:a1e0::1")]
    [InlineData("2002:c000:204::1")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("5f00::1")]
    [InlineData("100::1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("192.0.0.192")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("::ffff:168.63.129.16")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001::1")]
    [InlineData("2001:20::1")]
    [InlineData("2606:4700::1111%1")]
    public void Addresses_that_are_not_public_are_blocked(string address) =>
        Assert.False(AddressGuard.IsAllowed(IPAddress.Parse(address), allowLoopback: false));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("168.63.129.15")]
    [InlineData("168.63.129.17")]
    public void Public_addresses_are_allowed(string address) =>
        Assert.True(AddressGuard.IsAllowed(IPAddress.Parse(address), allowLoopback: false));

    [Theory]
    [InlineData(null, "0.0.0.0", "0.255.255.255", "1.0.0.0")]
    [InlineData("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0")]
    [InlineData("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0")]
    [InlineData("126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0")]
    [InlineData("169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0")]
    [InlineData("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0")]
    [InlineData("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0")]
    [InlineData("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0")]
    [InlineData("192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0")]
    [InlineData("192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0")]
    [InlineData("192.175.47.255", "192.175.48.0", "192.175.48.255", "192.175.49.0")]
    [InlineData("198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0")]
    [InlineData("198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0")]
    [InlineData("203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0")]
    [InlineData("223.255.255.255", "224.0.0.0", "255.255.255.255", null)]
    [InlineData(null, "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::")]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::")]
    [InlineData("2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::")]
    [InlineData("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::")]
    [InlineData("3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", null)]
    [InlineData(null, "::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2000::")]
    public void Every_range_is_blocked_from_end_to_end_and_not_beyond(string? before, string first, string last, string? after)
    {
        Assert.False(AddressGuard.IsAllowed(IPAddress.Parse(first), allowLoopback: false), first);
        Assert.False(AddressGuard.IsAllowed(IPAddress.Parse(last), allowLoopback: false), last);
        Assert.True(before is null || AddressGuard.IsAllowed(IPAddress.Parse(before), allowLoopback: false), before);
        Assert.True(after is null || AddressGuard.IsAllowed(IPAddress.Parse(after), allowLoopback: false), after);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    public void The_development_setting_opens_this_machine_and_nothing_else(string address, bool allowed) =>
        Assert.Equal(allowed, AddressGuard.IsAllowed(IPAddress.Parse(address), allowLoopback: true));
}
