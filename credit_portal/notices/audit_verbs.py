"""How the acts of this app read in the audit trail."""

from credit_portal.audit import verbs


def register() -> None:
    """Register the sentences."""
    verbs.register(
        {
            "notices.retry": ("重新发送一条通知", "sent a notice again"),
            "notices.retry_all": (
                "重新发送未送达的通知",
                "sent notices again that had been given up",
            ),
            "notices.change_preferences": ("修改通知设置", "changed the notification settings"),
            "notices.switch_off": ("退订一类邮件通知", "switched a kind of mail off"),
            "notices.switch_on": ("恢复邮件通知", "switched mail on again"),
            "notices.begin_mobile": ("登记手机号", "entered a mobile number"),
            "notices.verify_mobile": ("验证手机号", "verified the mobile number"),
            "notices.remove_mobile": ("删除手机号", "removed the mobile number"),
            "notices.use_address_again": (
                "重新启用邮箱地址",
                "put a refused address into use again",
            ),
            "notices.follow_ask": ("申请邮件关注", "asked to follow by e-mail"),
            "notices.follow_confirm": ("确认邮件关注", "confirmed following by e-mail"),
            "notices.follow_rhythm": ("修改邮件关注频率", "changed the rhythm of mails"),
            "notices.follow_stop": ("取消一项邮件关注", "stopped following one thing by e-mail"),
            "notices.follow_stop_all": (
                "取消全部邮件关注",
                "stopped all following by e-mail; the address was deleted",
            ),
        }
    )
